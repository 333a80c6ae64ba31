"""Answers that a browser got and that decide whose fault a failure is: throttled, unavailable, or not Servio's at all.

A status that the browser saw counts like one that the API client saw.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
from playwright.sync_api import BrowserContext, Error, Request, Response

from servio_verify.browser import ahead
from servio_verify.browser.recording.call_log import said_why
from servio_verify.browser.recording.origins import origin_of
from servio_verify.environments.layout import current
from servio_verify.failures.check_errors import DoubtError, ResponseError
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.intermediary import intermediary, what_to_do
from servio_verify.failures.kind import GATEWAY_ERRORS, Kind
from servio_verify.traffic import pages_ask

CALLS = ("fetch", "xhr")
_ASKED_BY_PAGES = ("document", *CALLS)
_EXPLAINED = "_servio_explained"
_SAYS_STATUS = re.compile(r"(?:status of|answered) (\d{3})\b")
"""How the console puts it, and the recorder."""

_UNSET = re.compile(r"\b(?:undefined|null)/api/\S*")
"""A variable that was empty at build time, as a part of an address."""

_of_context: WeakKeyDictionary[BrowserContext, list[Response]] = WeakKeyDictionary()
_shown_in: WeakKeyDictionary[BrowserContext, list[Response]] = WeakKeyDictionary()
_of_check: list[Response] = []


def watch(context: BrowserContext, *own: str) -> None:
    """Keep the answers of these origins that may explain a failure."""
    kept = _of_context.setdefault(context, [])
    take_over(context)

    def keep(response: Response) -> None:
        kind = response.request.resource_type
        if kind not in _ASKED_BY_PAGES or origin_of(response.url) not in own:
            return
        if response.status >= 300 or kind == "document":
            kept.append(response)
            _shown_in[context].append(response)

    context.on("response", keep)
    context.on("request", _note_api)


def take_over(context: BrowserContext) -> None:
    """Have what a context gets from now on explain failures of whoever calls this: a check, or work ahead of some."""
    _shown_in[context] = _of_check
    if work := ahead.current():
        shown: list[Response] = []
        _shown_in[context] = shown
        work.contexts.append(context)
        work.whenever_asked(lambda: _of_check.extend(shown))


def _note_api(request: Request) -> None:
    """Note whom a page asks as an API, by the addresses below its base."""
    paths = current.layout().paths
    path = urlsplit(request.url).path
    if request.resource_type in CALLS and (f"{path}/".startswith(f"{paths.api}/") or path == paths.sign_in):
        pages_ask.note(origin_of(request.url))


def begin_check() -> None:
    """Forget what earlier checks saw; what a context saw that is still used stays known."""
    _of_check.clear()


def explained(error: BaseException, contexts: Iterable[BrowserContext]) -> BaseException:
    """Return the error, or one that names the answer which explains it, where it is a browser's.

    Several checks may share one error, that of a fixture: what was found out once holds for all.
    """
    named = {int(status) for status in _SAYS_STATUS.findall(str(error))}
    if kind_of(error) is not Kind.BROWSER and not named:
        return error
    found: BaseException | None = getattr(error, _EXPLAINED, None)
    if found is None:
        seen = [*(answer for context in contexts for answer in _of_context.get(context, [])), *_of_check]
        # What fails for another reason is not excused by an answer that it does not name.
        counting = [answer for answer in dict.fromkeys(seen) if not named or answer.status in named]
        found = _explanation(counting, error)
        setattr(error, _EXPLAINED, found)
    return found


def _explanation(answers: list[Response], error: BaseException) -> BaseException:
    for answer in answers:
        if who := intermediary(answer.url, answer.status, answer.headers, _body(answer)):
            return DoubtError(f"{origin_of(answer.url)} did not answer, {who}: {what_to_do(who)}")
    for answer in answers:
        if answer.status == httpx.codes.NOT_FOUND and (unset := _UNSET.search(answer.url)):
            asked = Exchange(method=answer.request.method, url=answer.url, status=answer.status)
            return ResponseError(f"the pages ask {unset[0]}: an address was not set when they were built", asked)
    for statuses in ((httpx.codes.TOO_MANY_REQUESTS,), GATEWAY_ERRORS):
        for answer in answers:
            if answer.status in statuses:
                first = str(error).partition("\n")[0]
                asked = Exchange(method=answer.request.method, url=answer.url, status=answer.status)
                return ResponseError(first, asked)
    return said_why(error)


def _body(answer: Response) -> str:
    if "html" not in answer.headers.get("content-type", "") or 300 <= answer.status < 400:
        return ""
    try:
        return answer.text()
    except Error:  # the page is gone
        return ""
