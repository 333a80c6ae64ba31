"""One sign-in for all workers of a run: the browser's state is kept in a file that only its owner may read."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from servio_verify.pages.dashboard import DashboardPage
from servio_verify.pages.login import LoginPage

TRUSTED_SECONDS = 120.0
"""After this long a saved session is tried before it is used again."""

FILE = "session.json"


class SharedSignIn:
    """Gives the state of a signed-in browser; signs in where there is none, or where it has ended."""

    def __init__(
        self, folder: Path, api_url: str, account: tuple[str, str], open_context: Callable[..., BrowserContext]
    ) -> None:
        self._file = folder / FILE
        self._lock = FileLock(folder / f"{FILE}.lock", timeout=120)
        self._login = f"{api_url}/api/v1/auth/login"
        self._account = account
        self._open_context = open_context

    def state(self) -> StorageState:
        """Return cookies and storage of a browser that is signed in."""
        with self._lock:
            if not self._file.exists():
                return self._saved(self._signed_in())
            state: StorageState = json.loads(self._file.read_text())
            if time.time() - self._file.stat().st_mtime < TRUSTED_SECONDS:
                return state
            return self._saved(state if self._works(state) else self._signed_in())

    def _works(self, state: StorageState) -> bool:
        context = self._open_context(storage_state=state)
        works = _arrives(context.new_page())
        context.close()
        return works

    def _signed_in(self) -> StorageState:
        email, password = self._account
        context = self._open_context()
        context.request.post(self._login, data={"email": email, "password": password})
        page = context.new_page()
        # Whether the API's sign-in is the browser's too is not promised: where it is not, the form is.
        if not _arrives(page):
            LoginPage(page).open().sign_in(email, password)
            DashboardPage(page).arrived()
        state = context.storage_state()
        context.close()
        return state

    def _saved(self, state: StorageState) -> StorageState:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(state, file)
        return state


def _arrives(page: Page) -> bool:
    page.goto("/dashboard")
    arrived, turned_away = DashboardPage(page).navigation.venues, LoginPage(page).email
    expect(arrived.or_(turned_away).first, "neither the dashboard nor the login page is shown").to_be_visible()
    return not turned_away.is_visible()
