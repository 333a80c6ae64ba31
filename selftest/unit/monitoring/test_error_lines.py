"""Lines of a log: which of those that a pattern finds are errors by their own words."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from servio_verify.environments.monitoring import LogSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.aws.error_lines import is_calm
from servio_verify.monitoring.aws.logs import LogsProbe
from servio_verify.monitoring.reading import Window

NOW = datetime.now(UTC)
REFUSED = '{"level":"info","code":"VALIDATION_ERROR","status":400}'
CALM = [
    REFUSED,
    '{"level":30,"code":"VALIDATION_ERROR","status":400}',
    '{"severity":"INFO","message":"INTERNAL_ERROR_COUNT 0"}',
    ' {"level":"debug","msg":"ERROR boundary is there"}\n',
]
NOT_CALM = [
    '{"level":50,"msg":"boom"}',
    '{"level":"error","msg":"boom"}',
    '{"level":"warn","code":"VALIDATION_ERROR"}',
    '{"msg":"TypeError: x is undefined"}',
    "TypeError: x is undefined",
    "ERROR cannot connect",
    '{"level":"info","msg":"cut TypeErr',
    '["info", "TypeError"]',
]


@pytest.mark.parametrize("message", CALM)
def test_a_line_that_calls_itself_information_is_no_error(message: str) -> None:
    assert is_calm({"message": message})


@pytest.mark.parametrize("message", NOT_CALM)
def test_any_other_line_is_one(message: str) -> None:
    assert not is_calm({"message": message})


class Told:
    """An account whose log group has one line."""

    names = SimpleNamespace(log_group="servio")

    def page(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return it."""
        return {"events": [{"message": REFUSED, "timestamp": 0}]}


@pytest.mark.parametrize(("settings", "found"), [(LogSettings(), 0), (LogSettings(pattern="VALIDATION_ERROR"), 1)])
def test_a_pattern_of_ones_own_means_every_line_that_it_finds(settings: LogSettings, found: int) -> None:
    probe = LogsProbe(cast("Place", None), settings)
    vars(probe)["_aws"] = Told()
    assert len(probe._lines(Window(NOW, NOW, None, "sv-1")).found) == found
