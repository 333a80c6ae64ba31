"""Shared sign-ins: one for the API, and one for the browsers of each worker.

Tokens and browser states are kept in files that only their owner may read.
"""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.login import LoginPage
from servio_verify.browser.parts.arrival import at_dashboard, dashboard_of, note_dashboard, note_where_sign_in_led
from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.refusal import raise_if_refused
from servio_verify.browser.recording import held
from servio_verify.browser.token_life import holds_refresh_token
from servio_verify.environments.gate import current as admitted
from servio_verify.environments.layout import current
from servio_verify.failures.check_errors import DoubtError, SignInRefusedError
from servio_verify.run import files, pacing, sign_ins

LOCK_SECONDS = 900.0
"""A sign-in may have to wait for its turn under a limit, or for a code of its own."""

TRUSTED_SECONDS = 120.0
"""After this long what is kept is tried before it is used again."""

_PART = re.compile(r"\.\d+$")
T = TypeVar("T")


def shared(
    folder: Path, name: str, make: Callable[[], T], works: Callable[[T], T | None], trusted: float = TRUSTED_SECONDS
) -> T:
    """Return what the first worker that needed it has made; it is made anew where it does not work any more.

    `works` tries it, and returns what there is to go on with, which may be newer; None where it does not work.
    """
    file = _file(folder, name)
    with FileLock(f"{file}.lock", timeout=LOCK_SECONDS):
        kept: T | None = json.loads(file.read_text()) if file.exists() else None
        if kept is not None and time.time() - file.stat().st_mtime < trusted:
            file.touch()
            return kept
        going_on = works(kept) if kept is not None else None
        made = going_on if going_on is not None else make()
        with files.open_private(file, "w") as opened:
            json.dump(made, opened)
        return made


def keep(folder: Path, name: str, context: BrowserContext) -> None:
    """Keep what a browser holds by now, for whoever is next, where it may have renewed its session and can be asked."""
    with suppress(TimeoutError):
        _keep(folder, name, held.held_by(context))


def _keep(folder: Path, name: str, state: StorageState) -> None:
    file = _file(folder, name)
    with FileLock(f"{file}.lock", timeout=LOCK_SECONDS):
        if holds_refresh_token(state) or (file.exists() and _is_renewed(json.loads(file.read_text()), state)):
            with files.open_private(file, "w") as opened:
                json.dump(state, opened)


def _is_renewed(kept: StorageState, state: StorageState) -> bool:
    """Return whether a cookie has another value by now, and none has gone, as one does when a session ends."""
    old, new = ({each["name"]: each["value"] for each in held["cookies"]} for held in (kept, state))
    return old.keys() <= new.keys() and any(new[name] != value for name, value in old.items())


def _file(folder: Path, name: str) -> Path:
    return folder / f"{files.named(files.SHARED, name)}.json"


class BrowserSignIn:
    """Signs the test user in, in a browser."""

    def __init__(
        self, api_url: str, account: tuple[str, str], open_context: Callable[..., BrowserContext], folder: Path
    ) -> None:
        self._api_url = api_url
        self._folder = folder
        self._account = account
        self._open_context = open_context
        self.dashboard = ""
        self._refused: SignInRefusedError | DoubtError | None = None

    def sign_in(self) -> StorageState:
        """Return cookies and storage of a browser that is signed in."""
        page = self.open()
        state = held_after(page)
        page.context.close()
        return state

    def open(self, page: Page | None = None) -> Page:
        """Return a page on the dashboard, in a browser with a session of its own; this one, where it is given.

        What was refused once is not tried again: the account may be locked for it.
        """
        if self._refused:
            raise self._refused
        page = page or self._open_context().new_page()
        # Whether the API's sign-in is the browser's too is not promised: where it is not, the form is, for all workers.
        way = shared(self._folder, "way", lambda: self._way(page), str)
        is_signed_in = page.url != "about:blank"  # it was, to see which way
        if not is_signed_in and (way == "form" or not self._arrives_by_api(page)):
            self._sign_in_by_form(page)
        return page

    def _sign_in_by_form(self, page: Page) -> None:
        LoginPage(page).open().sign_in(*self._account)
        try:
            DashboardPage(page).arrived()
        except (SignInRefusedError, DoubtError) as error:
            self._refused = error
            raise
        self.dashboard = dashboard_of(page)
        sign_ins.note(self._folder, self._api_url, self._account)

    def _way(self, page: Page) -> str:
        """Return "API" where its sign-in leaves in a browser what the form's leaves, which this page is signed in by.

        A dashboard that is drawn is no proof: the form's script may store more, which only a later write needs.
        """
        if not current.layout().paths.dashboard_is_told:  # then only a sign-in by hand tells where there is to look
            return "form"
        other = self._open_context().new_page()
        left = _names_in(held_after(other)) if self._arrives_by_api(other) else None
        other.context.close()
        if left is None:
            return "form"
        self._sign_in_by_form(page)
        return "API" if _names_in(held_after(page)) == left else "form"

    def _arrives_by_api(self, page: Page) -> bool:
        email, password = self._account
        pacing.before_sign_in()
        url = self._api_url + current.layout().paths.sign_in
        wanted = admitted.admission().headers_for(url)  # Playwright would send them on with a redirect, too
        page.context.request.post(url, data={"email": email, "password": password}, headers=wanted, max_redirects=0)
        return _arrives(page)

    def works(self, state: StorageState) -> StorageState | None:
        """Return what a browser that holds this goes on with, where it is signed in; None where it is not."""
        context = self._open_context(storage_state=state)
        page = context.new_page()
        note_dashboard(page, self.dashboard)
        newer = context.storage_state() if _arrives(page) else None
        context.close()
        return newer


def held_after(page: Page) -> StorageState:
    """Return cookies and storage of a browser that has signed in; they are secrets of the run."""
    held.remember(page.context)
    return steadily(page, page.context.storage_state)


def _names_in(state: StorageState) -> set[tuple[str, str]]:
    """Return the names of what a browser holds, with where it belongs; the parts of one cookie are one."""
    cookies = {(each["domain"], _PART.sub("", each["name"])) for each in state["cookies"]}
    return cookies | {
        (origin["origin"], item["name"]) for origin in state["origins"] for item in origin["localStorage"]
    }


def _arrives(page: Page) -> bool:
    dashboard = DashboardPage(page)
    dashboard.load()
    arrived, turned_away = dashboard.navigation.sign, LoginPage(page).email
    expect(arrived.or_(turned_away).first, "neither the dashboard nor the login page is shown").to_be_visible()
    return not turned_away.is_visible()


def note_arrival(page: Page, folder: Path, api_url: str, account: tuple[str, str]) -> None:
    """Note that this account has signed in where the page is on the dashboard; raise where it was refused."""
    if _is_arrived(page):
        note_where_sign_in_led(page)
        sign_ins.note(folder, api_url, account)
    else:
        raise_if_refused(page)


def _is_arrived(page: Page) -> bool:
    if not at_dashboard().match(page.url):
        return False
    if current.layout().paths.dashboard_is_told:
        return True
    with suppress(AssertionError):  # any address but the form's may be on the way
        expect(DashboardPage(page).navigation.sign).to_be_visible()
        return True
    return False
