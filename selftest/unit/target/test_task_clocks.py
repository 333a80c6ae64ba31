"""Clocks of tasks: what answers of one moment tell of the time."""

import httpx
import pytest

from servio_verify.results.named_build import Look
from servio_verify.target.builds import task_clocks
from servio_verify.target.probe import Answer

URL = "https://web.example.com/"
NEW_YEAR = 1767225600.0


def telling(at: float, second: int, **headers: str) -> Answer:
    body = {"meta": {"timestamp": f"2026-01-01T00:00:{second:02}+00:00"}}
    return Answer(URL, NEW_YEAR + at, {}, httpx.Response(200, headers=headers, json=body))


def silent(json: object) -> Answer:
    return Answer(URL, NEW_YEAR, {}, httpx.Response(200, json=json))


UNREACHED = Answer(URL, NEW_YEAR, {})


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        ([], 0.0),
        ([telling(0, 5)], 0.0),
        ([telling(0, 5), telling(2, 7)], 0.0),  # the second was asked two seconds later
        ([telling(0, 5), telling(0, 45), telling(1, 16)], 40.0),
        ([telling(0, 5), telling(0, 45, Age="40")], 0.0),  # a cache kept it
        ([telling(0, 5), UNREACHED, silent({}), silent([]), silent({"meta": {"timestamp": "soon"}})], 0.0),
        ([silent({"meta": {"timestamp": 5}}), silent({"meta": None}), silent({"meta": {}})], 0.0),
    ],
)
def test_clocks_are_apart_by_what_answers_of_one_moment_tell(answers: list[Answer], seconds: float) -> None:
    assert task_clocks.apart(answers) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("clocks", "lines"),
    [
        ([], []),
        ([0.0, 30.0], []),
        ([30.6, 4.0], ["seen: the clocks of tasks are 31 s apart, by meta.timestamp of answers of one moment"]),
    ],
)
def test_clocks_that_are_more_than_half_a_minute_apart_are_noted(clocks: list[float], lines: list[str]) -> None:
    assert list(task_clocks.note(Look(when="start", web={}, api={}, clocks=each) for each in clocks)) == lines
