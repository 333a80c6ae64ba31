"""One failure of a check, as the process that ran it saw it; it travels with the report to the controller."""

from contextlib import suppress
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from servio_verify.results.failure_kinds import Kind, kind_of

ATTRIBUTE = "servio_failure"
"""Where a report carries it: xdist takes attributes of plain values along."""

_SPAN = "_servio_span"


class Failure(BaseModel):
    """`since` and `until` are seconds since the epoch: when what failed was tried, not when it was told again."""

    model_config = ConfigDict(frozen=True)

    check: str
    kind: Kind
    text: str
    since: float
    until: float


def note(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Put the failure on its report, where it is one."""
    if not report.failed or call.excinfo is None:
        return
    since, until = _span(call.excinfo.value, call)
    failure = Failure(
        check=report.nodeid, kind=kind_of(call.excinfo.value), text=text_of(report), since=since, until=until
    )
    setattr(report, ATTRIBUTE, failure.model_dump(mode="json"))


def read(report: pytest.TestReport) -> Failure:
    """Return the failure of a failed report; where none travelled with it, its worker crashed."""
    if told := getattr(report, ATTRIBUTE, None):
        return Failure.model_validate(told)
    text = str(report.longrepr).strip().splitlines()[-1] if report.longrepr else "no word"
    stop = getattr(report, "stop", 0.0)
    return Failure(check=report.nodeid, kind=Kind.CRASH, text=text, since=stop, until=stop)


def text_of(report: pytest.TestReport) -> str:
    """Return what went wrong in one line, with what Playwright says that it saw."""
    crash = getattr(report.longrepr, "reprcrash", None)
    first, *more = (crash.message if crash else str(report.longrepr).splitlines()[-1]).splitlines()
    seen = [line.strip() for line in more if line.startswith("Actual value:")]
    return ", ".join(
        [
            first.removeprefix("AssertionError: ").removeprefix("servio_verify.results.check_errors.DependencyError: "),
            *seen,
        ]
    )


def _span(error: BaseException, call: pytest.CallInfo[Any]) -> tuple[float, float]:
    """Return when it was raised first: pytest raises a shared fixture's error again for each check that needs it."""
    span: tuple[float, float] = getattr(error, _SPAN, (call.start, call.stop))
    with suppress(AttributeError):  # an exception with slots: its own time is what there is
        setattr(error, _SPAN, span)
    return span
