"""What answers of health tell of a cache before it."""

from collections.abc import Mapping

import httpx
import pytest

from servio_verify.target.health_cache import HealthCache
from servio_verify.target.probe import Answer

FROZEN = '{"status": "ok", "timestamp": "2026-01-01T00:00:00Z"}'


def lines(*texts: str, headers: Mapping[str, str] | None = None) -> list[str]:
    cache = HealthCache()
    for second, text in enumerate(texts):
        cache.note("the API", Answer("u", float(second), {}, httpx.Response(200, text=text, headers=headers)))
    return cache.lines()


@pytest.mark.parametrize("headers", [{"Age": "812"}, {"X-Cache": "Hit from cdn"}, {"CF-Cache-Status": "HIT"}])
def test_a_cache_says_so_itself(headers: dict[str, str]) -> None:
    (line,) = lines("ok", headers=headers)
    assert line.startswith("the health of the API comes from a cache (")


def test_a_clock_that_stands_still_was_made_once() -> None:
    (line,) = lines(*[FROZEN] * 4)
    assert line.startswith("the health of the API tells one time in 4 answers")


@pytest.mark.parametrize(
    "texts",
    [
        ["ok"] * 9,
        [FROZEN] * 3,  # whole seconds may repeat in a short run
        ['{"startedAt": "2026-01-01T00:00:00Z", "build": "1"}'] * 9,
        [FROZEN.replace("00Z", f"0{second}Z") for second in range(9)],
    ],
)
def test_a_live_health_says_nothing(texts: list[str]) -> None:
    assert lines(*texts, headers={"Age": "0", "X-Cache": "Miss from cdn"}) == []
