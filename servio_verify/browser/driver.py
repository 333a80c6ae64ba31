"""Playwright's driver and its fixtures; it is started beside other work, as its process takes a while to answer.

Playwright itself waits for it. Here it is started in a greenlet of its own, which is left as soon as the process is
under way, and taken up again by whoever needs it.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from greenlet import getcurrent, greenlet
from playwright.sync_api import BrowserType, Playwright, sync_playwright

START_SECONDS = 0.01
"""After so long its process is under way, and has been sent the first message."""

_begun: list["Driver"] = []


class Driver:
    """A driver that is being started."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._caller = getcurrent()
        self._turner: greenlet | None = None
        self._started: Playwright | Exception | None = None
        self._loop.call_later(START_SECONDS, self._go_back)
        with pytest.MonkeyPatch.context() as patch:  # Playwright makes its loop itself
            patch.setattr(asyncio.get_event_loop_policy(), "new_event_loop", lambda: self._loop)
            greenlet(self._start).switch()

    def started(self) -> Playwright:
        """Wait until it answers. Raises what Playwright does where it does not start."""
        if self._started is None and self._turner:
            self._turner.switch()
        if not isinstance(self._started, Playwright):
            raise self._started or RuntimeError("the driver's start was interrupted")
        return self._started

    def stop(self) -> None:
        """End one that nobody has taken."""
        with suppress(Exception):  # it did not start: whoever needed it was told
            self.started().stop()

    def _start(self) -> None:
        try:
            self._started = sync_playwright().start()
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it is raised for whoever needs the driver
            self._started = error

    def _go_back(self) -> None:
        if self._started is None:
            self._turner = getcurrent()
            self._caller.switch()


def begin() -> Callable[[], None]:
    """Begin to start it; return what ends one that nobody has taken."""
    _begun.append(Driver())

    def end() -> None:
        for left in _begun:
            left.stop()
        _begun.clear()

    return end


@pytest.fixture(scope="session")
def playwright(_pw_api_request_contexts: Any) -> Iterator[Playwright]:
    """Playwright, whose driver a run of a whole tier has begun to start (overrides pytest-playwright's)."""
    started = (_begun.pop() if _begun else Driver()).started()
    if _pw_api_request_contexts:
        _pw_api_request_contexts.instrument(started)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> str:
    """The browser's name. Where there is one for the whole run, no check need be a browser's to have it started."""
    names: list[str] = pytestconfig.getoption("--browser") or ["chromium"]
    name: str = names[0] if len(names) == 1 else request.getfixturevalue("browser_name")
    return name


@pytest.fixture(scope="session")
def browser_type(playwright: Playwright, engine: str) -> BrowserType:
    """The browser that is launched (overrides pytest-playwright's, for the same reason)."""
    found: BrowserType = getattr(playwright, engine)
    return found
