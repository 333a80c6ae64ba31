"""Playwright's own explanation of a step that timed out, from its call log to the first line."""

import re

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

_TARGET = re.compile(r"locator resolved to (<.*)")
_COVER = re.compile(r"(<[^>]*>).* intercepts pointer events")
_STATES = re.compile(r"- (?:element is (not \w+|outside of the viewport)|(did not find some options))$", re.MULTILINE)
_MISSING = re.compile(r"- waiting for (.+)")


def said_why(error: BaseException) -> BaseException:
    """Return the error with what kept the step waiting first, where a cut line keeps it; any other error as it is.

    A later state explains more than an earlier one: a button may be covered once it is there.
    """
    if not isinstance(error, PlaywrightTimeoutError):
        return error
    first, line_end, rest = error.message.partition("\n")
    if not (why := _why(rest)):
        return error
    return PlaywrightTimeoutError(f"{why} ({first.rstrip('.')}){line_end}{rest}")


def _why(log: str) -> str:
    targets = _TARGET.findall(log)
    if not targets:
        missing = _MISSING.search(log)
        return f"there is no {missing[1]}" if missing else ""
    target = re.match(r"<[^>]*>", targets[-1])
    name = target[0] if target else "it"
    if covers := _COVER.findall(log):
        return f"{name} is covered by {covers[-1]}"
    states = _STATES.findall(log)
    return f"{name} {_phrase(states[-1])}" if states else ""


def _phrase(state: tuple[str, str]) -> str:
    return f"is {state[0].replace('viewport', 'window')}" if state[0] else "does not offer that option"
