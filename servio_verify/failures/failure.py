"""Failure of a check, as the process that ran it saw it; it travels with the report to the controller."""

import re
from contextlib import suppress
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from servio_verify.failures.check_errors import CheckError
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure_kinds import UNEXPLAINED, decisive, exchange_of, kind_of, members, words_of
from servio_verify.failures.kind import Kind

ATTRIBUTE = "servio_failure"
"""Where a report carries it: xdist takes attributes of plain values along."""

DETAILS_KEPT = 8
"""Lines behind the first one that are kept of an exception."""

_SPAN = "_servio_span"
_NO_SENTENCE = re.compile(r"assert |(?:Locator|Page) expected|Timeout \(>|$")
"""How pytest, its plugins and Playwright begin where the author of a check gave no words of their own."""

_NOISE = re.compile(
    r"\s*(?:Call log:|- |Error: element|Aria snapshot:|Actual value: None|Expected value: 're\.comp|Use -v |=+ |\s*$)"
)
"""Lines of Playwright's that say nothing to a reader of reasons; the trace has them."""


class Failure(BaseModel):
    """`since` and `until` are seconds since the epoch: when what failed was tried, not when it was raised again.

    `text` is a sentence, and details behind its first line; it may be empty where the exchange says it all.
    `unexplained` says that the text is an exception's, and means nothing without the sentence of its check.
    """

    model_config = ConfigDict(frozen=True)

    check: str
    kind: Kind
    text: str
    since: float
    until: float
    exchange: Exchange | None = None
    unexplained: bool = False


def note(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Put the failure on its report, where it is one, also one that does not decide."""
    if (report.failed or hasattr(report, "wasxfail")) and call.excinfo is not None:
        since, until = _span(call.excinfo.value, call)
        setattr(report, ATTRIBUTE, failure_of(call.excinfo.value, report.nodeid, since, until).model_dump(mode="json"))


def failure_of(error: BaseException, check: str, since: float, until: float) -> Failure:
    """Return what an exception says of a check; of a group, what the error says that decides, and the others behind."""
    found = list(members(error))
    error = decisive(error)
    text, unexplained = _words(error)
    others = [_words(member)[0].partition("\n")[0] for member in found if member is not error]
    text = "\n".join([text, *(f"also: {line}" for line in dict.fromkeys(others) if line)])
    return Failure(
        check=check,
        kind=kind_of(error),
        text=text,
        since=since,
        until=until,
        exchange=exchange_of(error),
        unexplained=unexplained,
    )


def read(report: pytest.TestReport) -> Failure:
    """Return the failure of a failed report; where none travelled with it, its worker crashed."""
    if fields := getattr(report, ATTRIBUTE, None):
        return Failure.model_validate(fields)
    text = str(report.longrepr).strip().splitlines()[-1] if report.longrepr else "no word"
    stop = getattr(report, "stop", 0.0)
    text = f"a worker process crashed\n{text}"
    return Failure(check=report.nodeid, kind=Kind.CRASH, text=text, since=stop, until=stop, unexplained=True)


def _words(error: BaseException) -> tuple[str, bool]:
    """Return what an exception says, and whether that means nothing by itself."""
    if isinstance(error, CheckError):
        return error.sentence, False
    if (exchange := exchange_of(error)) and exchange.status is None:
        return "", False
    first, *more = str(error).strip().splitlines() or [""]
    details = [line.strip() for line in more if not _NOISE.match(line)][:DETAILS_KEPT]
    details = ["Actual value: (empty)" if line == "Actual value:" else line for line in details]
    asserted = isinstance(error, AssertionError | pytest.fail.Exception)
    if not asserted or not first:
        first = words_of(error).partition("\n")[0].removesuffix(": ")
    unexplained = not asserted or bool(_NO_SENTENCE.match(str(error).strip())) or getattr(error, UNEXPLAINED, False)
    return "\n".join([first, *details]), unexplained


def keep_span(error: BaseException, since: float, until: float) -> None:
    """Keep when something was tried that is raised later, in seconds since the epoch."""
    with suppress(AttributeError):  # an exception with slots: its own time is what there is
        setattr(error, _SPAN, (since, until))


def _span(error: BaseException, call: pytest.CallInfo[Any]) -> tuple[float, float]:
    """Return when it was raised first: pytest raises a shared fixture's error again for each check that needs it."""
    span: tuple[float, float] = getattr(error, _SPAN, (call.start, call.stop))
    keep_span(error, *span)
    return span
