"""Playwright's driver and its fixtures; it is started beside other work, as its process takes a while to answer.

Playwright itself waits for it. Here it is started in a greenlet of its own, which is left as soon as the process is
under way, and taken up again by whoever needs it. So is the browser, where it is the usual one.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from greenlet import getcurrent, greenlet
from playwright._impl._greenlets import wait_for_future
from playwright.sync_api import Browser, BrowserType, Playwright, sync_playwright

from servio_verify.browser import install
from servio_verify.browser.install import NoBrowserError
from servio_verify.environments import proxies

if TYPE_CHECKING:
    from servio_verify.browser.ahead import Ahead

START_SECONDS = 0.01
"""After so long a process is under way, and has been sent the first message."""

CHROMIUM = "chromium"

_begun: list["Driver"] = []


class Driver:
    """A driver that is being started."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._caller = getcurrent()
        self._turner: greenlet | None = None
        self._started: Playwright | Exception | None = None
        self._launched: tuple[dict[str, Any], Ahead[Browser]] | None = None
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

    def launch(self, options: dict[str, Any]) -> None:
        """Begin to launch a Chromium with these options, Playwright's."""
        from servio_verify.browser.ahead import Ahead  # the driver is to start before all that this stands on is read

        with suppress(Exception):  # it did not start: whoever needs it is told
            chromium = self.started().chromium
            self._launched = (options, Ahead(chromium, lambda: chromium.launch(**options)))
            wait_for_future(
                self._loop, chromium._dispatcher_fiber, self._loop.create_task(asyncio.sleep(START_SECONDS))
            )

    def launched(self, options: dict[str, Any]) -> Browser | None:
        """Return that browser once it is up; None where none was launched, or with other options."""
        if not self._launched:
            return None
        with_those, browser = self._launched
        return browser.result_or_none() if with_those == options else None

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


def launch(config: pytest.Config, web_url: str) -> None:
    """Begin to launch the usual browser, where a driver has been begun; anything but that is left to its fixtures."""
    option = config.option
    usual = not (option.headed or option.browser_channel or option.slowmo) and option.browser in ([], [CHROMIUM])
    for begun in _begun if usual else ():
        with suppress(NoBrowserError):
            begun.launch(launch_options(web_url, CHROMIUM, headed=False))


def launch_options(web_url: str, engine: str, *, headed: bool) -> dict[str, Any]:
    """Return what Playwright is told besides its options: its browser where it is installed, else the system's.

    Raises NoBrowserError where neither is; through the proxy that is named.
    """
    path, proxy = install.executable(engine, headed=headed), proxies.for_browser(web_url)
    return ({"proxy": proxy} if proxy else {}) | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def driver() -> Driver:
    """The driver that a run of a whole tier has begun to start, else another."""
    return _begun.pop() if _begun else Driver()


@pytest.fixture(scope="session")
def playwright(driver: Driver, _pw_api_request_contexts: Any) -> Iterator[Playwright]:
    """Playwright of that driver (overrides pytest-playwright's)."""
    started = driver.started()
    if _pw_api_request_contexts:
        _pw_api_request_contexts.instrument(started)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> str:
    """The browser's name. Where there is one for the whole run, no check need be a browser's to have it started."""
    names: list[str] = pytestconfig.getoption("--browser") or [CHROMIUM]
    name: str = names[0] if len(names) == 1 else request.getfixturevalue("browser_name")
    return name


@pytest.fixture(scope="session")
def browser_type(playwright: Playwright, engine: str) -> BrowserType:
    """The browser that is launched (overrides pytest-playwright's, for the same reason)."""
    found: BrowserType = getattr(playwright, engine)
    return found


@pytest.fixture(scope="session")
def launch_browser(
    launch_browser: Callable[..., Browser],
    driver: Driver,
    browser_type_launch_args: dict[str, Any],
    connect_options: dict[str, Any] | None,
    engine: str,
) -> Callable[..., Browser]:
    """Launch a browser, unless the one that is wanted has been launched already (overrides pytest-playwright's)."""

    def launch(**more: Any) -> Browser:
        wanted = {} if connect_options or engine != CHROMIUM else browser_type_launch_args | more
        return driver.launched(wanted) or launch_browser(**more)

    return launch
