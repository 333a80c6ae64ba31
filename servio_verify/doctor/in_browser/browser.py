"""The browser: which one is found, and whether it starts. It is started once, for all that is looked at in it."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from servio_verify.browser import gate
from servio_verify.browser import install as browsers
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, well, wrong
from servio_verify.environments import proxies
from servio_verify.environments.gate import current as admitted
from servio_verify.environments.model import Environment

START_SECONDS = 8.0
PAGE_SECONDS = 4.0
NAME = "chromium"


class _Started(NamedTuple):
    program: str
    version: str
    seconds: float


Work = Callable[[Browser], None]
T = TypeVar("T")


class BrowserAtWork:
    """A browser in a thread of its own: Playwright's objects belong to the thread that made them."""

    def __init__(self, web_url: str) -> None:
        self._web_url = web_url
        self._work: queue.Queue[Work | None] = queue.Queue()
        self._up: queue.Queue[_Started | Exception] = queue.Queue()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.is_up = False

    def look(self, deadline: Deadline) -> Finding:
        """Return which browser was found and whether it has started."""
        try:
            came = self._up.get(timeout=deadline.left(START_SECONDS))
        except queue.Empty:
            said = f"{NAME} does not start within {START_SECONDS:.0f} s"
            return wrong("browser", said, "is this machine busy? try again", SETTINGS)
        if isinstance(came, browsers.NoBrowserError):
            return wrong("browser", str(came).partition(":")[0], "run `make browser`", SETTINGS)
        if isinstance(came, Exception):
            said = str(came).strip().splitlines()[0][:120]
            return wrong("browser", f"{NAME} does not start: {said}", "run `make browser`", SETTINGS)
        self.is_up = True
        return well("browser", f"{came.program} {came.version}, starts in {came.seconds:.1f} s")

    def ask(self, environment: Environment, work: Callable[[BrowserContext], T]) -> Attempt[T]:
        """Begin some work in a browser without cookies; the attempt raises what it raises."""
        answers: queue.Queue[T | Exception] = queue.Queue()

        def do(browser: Browser) -> None:
            try:
                context = _context(browser, environment)
                try:
                    answers.put(work(context))
                finally:
                    context.close()
            except Exception as error:  # noqa: BLE001, RUF100 - raised again where the outcome is wanted
                answers.put(error)

        def wait() -> T:
            came = answers.get()
            if isinstance(came, Exception):
                raise came
            return came

        self._work.put(do)
        return Attempt(wait)

    def close(self) -> None:
        """Close it, without waiting longer than a moment."""
        self._work.put(None)
        self._thread.join(1)

    def _serve(self) -> None:
        try:
            began = time.perf_counter()
            path = browsers.executable(NAME, headed=False)
            named = proxies.for_browser(self._web_url)
            proxy: dict[str, Any] = {"proxy": named} if named else {}
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, timeout=START_SECONDS * 1000, **proxy)
                program = path or f"Playwright's {NAME}"
                self._up.put(_Started(program, browser.version, time.perf_counter() - began))
                while (work := self._work.get()) is not None:
                    work(browser)
                browser.close()
        except Exception as error:  # noqa: BLE001, RUF100 - told by `look`
            self._up.put(error)


def _context(browser: Browser, environment: Environment) -> BrowserContext:
    wanted = gate.context_options(admitted.admission(), NAME)
    private = environment.ca_file is not None
    context = browser.new_context(base_url=environment.web_url, ignore_https_errors=private, **wanted)
    context.set_default_timeout(PAGE_SECONDS * 1000)
    gate.admit(context, admitted.admission())
    return context
