"""The session cookie and its flags (docs/CONTRACT.md, Web app)."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from playwright.sync_api import BrowserContext, Page, StorageState, StorageStateCookie
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.browser.parts.arrival import at_login, dashboard_of
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.recording.recorder import Recorder
from servio_verify.environments.model import Environment
from servio_verify.environments.session import Session
from servio_verify.secrets.obtained import SHORTEST

REDIRECT_MILLISECONDS = 10_000
"""How long a page without a session may take to lead to the sign-in form."""

SHOWN_MILLISECONDS = 3_000
"""For so long it is waited for that where a page may well be signed in, which leads nowhere."""

STRICT = Session()
_SAME_SITE = re.compile(r";\s*SameSite\s*=\s*(?:Lax|Strict)\b", re.IGNORECASE)


def missing_flags(
    cookie: StorageStateCookie, sent: str | None, *, https: bool, promised: Session = STRICT
) -> list[str]:
    """Return what the cookie lacks to be a session's: HttpOnly, SameSite=Lax or stricter, Secure over HTTPS.

    `sent` is the `Set-Cookie` that it came with, where one is known: a browser takes a missing SameSite for Lax,
    others do not.
    """
    said = cookie["sameSite"] in ("Lax", "Strict")
    present = {
        "HttpOnly": cookie["httpOnly"] or not promised.http_only,
        "SameSite=Lax or stricter": said and (sent is None or bool(_SAME_SITE.search(sent))),
        "Secure": cookie["secure"] or not https or not promised.secure,
    }
    return [name for name, there in present.items() if not there]


def state_without(state: StorageState, *cookies: StorageStateCookie) -> StorageState:
    """Return what a browser holds, less some cookies."""
    return {**state, "cookies": [other for other in state["cookies"] if other not in cookies]}


def session_cookie_lacking(
    state: StorageState, recorder: Recorder, open_context: Callable[..., BrowserContext], environment: Environment
) -> str:
    """Return the session's cookie and the flags that it lacks; empty where it lacks none.

    Other cookies may be open to scripts; the session's is the one without which nobody is signed in, and with which
    one is. Two may each be enough: then one is signed out without both, and signed in with either.
    """

    def leads_to_login(held: StorageState) -> bool:
        return redirects_to_login(open_context(storage_state=held).new_page())

    lacking = [
        (cookie, flags)
        for cookie in state["cookies"]
        if (flags := missing_flags(
            cookie, recorder.set_cookie(cookie), https=environment.over_https, promised=environment.session
        ))
    ]  # fmt: skip
    open_ones = [cookie for cookie, _ in lacking]
    rest = state_without(state, *open_ones)
    if not lacking or not leads_to_login(rest) or leads_to_login(state):
        return ""
    for cookie, flags in lacking:
        others = [other for other in open_ones if other != cookie]
        is_enough = not others or not leads_to_login(state_without(state, *others))
        if is_enough or leads_to_login(state_without(state, cookie)):
            return f"{cookie['name']!r} lacks {', '.join(flags)}"
    return ""


def given_to_strangers(
    lines: Sequence[str], states: Iterable[StorageState], open_context: Callable[..., BrowserContext]
) -> str:
    """Return the names of the cookies in these `Set-Cookie` lines that open the dashboard of whoever holds one of
    these states; empty where none do.

    A stranger may be given any other cookie, and one of the same name too: a session of their own, or a balancer's.
    """
    pairs = {tuple(line.partition(";")[0].strip().split("=", 1)) for line in lines}
    for state in states:
        own = [each for each in state["cookies"] if (each["name"], each["value"]) in pairs]
        if any(len(each["value"]) >= SHORTEST for each in own):
            page = open_context(storage_state={"cookies": own, "origins": []}).new_page()
            if not redirects_to_login(page):
                return ", ".join(each["name"] for each in own)
    return ""


def is_kept_elsewhere(state: StorageState, open_context: Callable[..., BrowserContext]) -> bool:
    """Return whether a browser is signed in without any of its cookies.

    One that holds nothing but cookies is not opened: without them it is one that was never there, and that such a
    browser is led to the sign-in form is a check of its own.
    """
    if not state["origins"]:
        return False
    page = open_context(storage_state={**state, "cookies": []}).new_page()
    return not redirects_to_login(page, REDIRECT_MILLISECONDS)


def redirects_to_login(page: Page, milliseconds: int = SHOWN_MILLISECONDS) -> bool:
    """Open the dashboard and return whether it leads to the sign-in form within that time."""
    load_page(page, dashboard_of(page))
    with suppress(PlaywrightTimeoutError):
        page.wait_for_url(at_login(), wait_until="commit", timeout=milliseconds)
    return bool(at_login().search(page.url))
