"""Work in the browser that goes on beside the checks: whoever needs its result waits for it then.

Playwright's event loop turns only while somebody waits for the browser. What is begun here has a greenlet of its own,
as Playwright's listeners have, and goes on while this thread waits: for the browser, or for an answer of the API.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, Optional, TypeVar

import pytest
from greenlet import getcurrent, greenlet
from playwright._impl._greenlets import wait_for_future
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error

from servio_verify.environments.session import Session
from servio_verify.failures import failure
from servio_verify.traffic.transport import attend_meanwhile

MARK = "ahead"
"""Marks a check with the fixtures whose work goes on beside the checks before it."""

T = TypeVar("T")

_under_way: set["Ahead[Any]"] = set()


class _Work(greenlet):
    """The greenlet of what is done ahead."""

    of: "Ahead[Any]"


def current() -> Optional["Ahead[Any]"]:
    """Return the work ahead that calls this, which belongs to no check that is on now; None where a check does."""
    here = getcurrent()
    return here.of if isinstance(here, _Work) else None


class Ahead(Generic[T]):
    """Work that has begun. What it raises, it raises for each check that asks for its result.

    `contexts` are those that it has opened so far.
    """

    def __init__(self, browser: Browser | BrowserContext | BrowserType, work: Callable[[], T]) -> None:
        self._loop, self._turner = browser._loop, browser._dispatcher_fiber
        self._work = work
        self._done: asyncio.Future[None] = self._loop.create_future()
        self.contexts: list[BrowserContext] = []
        self._asked: list[Callable[[], None]] = []
        self._outcome: list[T] = []
        self._error: BaseException = RuntimeError("the work in the browser was interrupted")
        _under_way.add(self)
        attend_meanwhile(self._attend)
        self._loop.call_soon(self._begin)

    def whenever_asked(self, act: Callable[[], None]) -> None:
        """Do this each time that a check asks for the result."""
        self._asked.append(act)

    def result(self) -> T:
        """Wait until it is done, and return what it gave, or raise what it raised.

        Whoever's time is over meanwhile has waited for all: what ended that wait is raised for the next ones, too.
        """
        self._wait()
        asking = current()
        for act in self._asked:  # other work that asks is no check: what it builds upon is for whoever asks for it
            asking.whenever_asked(act) if asking else act()
        return self._told()

    def result_or_none(self) -> T | None:
        """Return what it gave; None where it raised, which is for its checks.

        So is what its pages got: it explains no failure of who asks.
        """
        try:
            self._wait()
            return self._told()
        except (Exception, pytest.fail.Exception):
            return None

    def give_up(self, error: Exception) -> None:
        """Wait no longer, nor let anybody wait: this is raised instead."""
        if not self._done.done():
            self._error = error
            self._end()

    def _wait(self) -> None:
        if not self._done.done():
            try:
                wait_for_future(self._loop, self._turner, self._done)
            except KeyboardInterrupt:  # told once: whoever asks while the run ends is told nothing
                raise
            except BaseException as error:
                self._error = error
                raise

    def _told(self) -> T:
        if self._outcome:
            return self._outcome[0]
        raise self._error

    def _end(self) -> None:
        if not self._done.done():  # else whoever waited has given up
            self._done.set_result(None)
        _under_way.discard(self)
        if not _under_way:
            attend_meanwhile(None)

    def _begin(self) -> None:
        work = _Work(self._run)
        work.of = self
        work.switch()

    def _run(self) -> None:
        since = time.time()
        try:
            self._outcome.append(self._work())
        except (Exception, pytest.fail.Exception) as error:  # whatever it is, it is raised for whoever needs the result
            failure.keep_span(error, since, time.time())
            self._error = error
        finally:  # a signal ends it too, and nobody may wait for it then
            self._end()

    def _attend(self, answering: socket.socket, seconds: float | None) -> None:
        """Let what is under way go on until this socket can be read, or for so many seconds."""
        if current() or self._loop.is_closed() or self._turner.dead:
            return
        readable: asyncio.Future[None] = self._loop.create_future()

        def stop() -> None:
            if not readable.done():
                readable.set_result(None)

        # Windows has no such loop, and the browser may go: then nothing goes on meanwhile.
        with suppress(NotImplementedError, Error):
            self._loop.add_reader(answering, stop)
            timer = self._loop.call_later(seconds, stop) if seconds is not None else None
            try:
                wait_for_future(self._loop, self._turner, readable)
            finally:
                self._loop.remove_reader(answering)
                if timer:
                    timer.cancel()


def within(seconds: float, browser: Browser | BrowserContext, work: Callable[[], T]) -> T:
    """Return what this work in the browser gives; TimeoutError where that takes longer.

    It is for what Playwright has no time-out of its own: a page whose script never ends keeps such a call for ever.
    """
    begun = Ahead(browser, work)
    timer = browser._loop.call_later(seconds, begun.give_up, TimeoutError(f"the browser takes longer than {seconds} s"))
    try:
        return begun.result()
    finally:
        timer.cancel()


def begin_marked(request: pytest.FixtureRequest, signing: Session) -> None:
    """Begin what the checks of this process are marked to have done ahead: fixtures that give an `Ahead`, by name.

    A worker does not know which checks it will be given, and of several browsers each has its own pages. Where a
    sign-out ends every session, each is begun by the check that needs it.
    """
    config = request.config
    if hasattr(config, "workerinput") or len(config.option.browser) > 1 or signing.ends_every_session:
        return
    marks = (mark for item in request.session.items for mark in item.iter_markers(MARK))
    for name in dict.fromkeys(name for mark in marks for name in mark.args):
        try:
            request.getfixturevalue(name)
        except (Exception, pytest.skip.Exception) as error:
            if isinstance(error, pytest.FixtureLookupError):  # anything else pytest raises for each check that needs it
                raise
