"""Cookies and storage of a browser, also of one with a page whose script never ends."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from playwright.sync_api import Browser, BrowserContext, StorageState

from servio_verify.browser.ahead import Ahead, within
from servio_verify.secrets import obtained

STATE_SECONDS = 5.0
"""A page that keeps its storage to itself for so long does not let go of it."""


def held_by(context: BrowserContext) -> StorageState:
    """Return cookies and storage; TimeoutError where a page's script never ends and keeps the storage to itself."""
    return within(STATE_SECONDS, context, context.storage_state)


def remember(context: BrowserContext) -> None:
    """Keep the cookies of a browser, and what its pages stored of a session, as secrets of the run."""
    with suppress(Exception):  # Playwright's, where the browser is gone already
        try:
            obtained.remember_state(held_by(context))
        except TimeoutError:
            obtained.remember_state({"cookies": context.cookies()})


def remember_all(browser: Browser, contexts: Iterable[BrowserContext]) -> None:
    """Keep the same of several browsers, asked at once."""
    for asked in [Ahead(browser, partial(remember, context)) for context in contexts]:
        asked.result_or_none()
