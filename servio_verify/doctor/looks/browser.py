"""The browser: which one is found, whether it starts, and what form it sees at the sign-in page. Started once."""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from playwright.sync_api import Browser, Error, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from pydantic import BaseModel

from servio_verify.browser import install as browsers
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, doubt, well, wrong
from servio_verify.environments.model import Environment

START_SECONDS = 8.0
FORM_SECONDS = 4.0
NAME = "chromium"

_FORM = """() => {
  const seen = (element) => element && element.checkVisibility();
  const password = [...document.querySelectorAll('input[type="password"]')].find(seen);
  const around = password ? (password.closest('form') ?? document) : document;
  const email = [...around.querySelectorAll('input')].find((field) => seen(field) && field !== password
    && /mail|user|login/i.test(`${field.type} ${field.name} ${field.id} ${field.autocomplete}`));
  const submit = [...around.querySelectorAll('button, input[type="submit"]')].find(
    (button) => seen(button) && button.type === 'submit');
  const told = (field) => field && (field.name ? `name="${field.name}"`
    : `no name (type="${field.type}"${field.id ? `, id="${field.id}"` : ''})`);
  return {password: told(password) ?? null, email: told(email) ?? null, submit: Boolean(submit),
    by_name: password?.name === 'password' && email?.name === 'email', url: location.href, title: document.title};
}"""


class SignInForm(BaseModel):
    """The form of a sign-in page; `by_name` says whether its fields have the names of the contract."""

    password: str | None
    email: str | None
    submit: bool
    by_name: bool
    url: str
    title: str


class _Started(NamedTuple):
    program: str
    version: str
    seconds: float


Work = Callable[[Browser], None]


class BrowserAtWork:
    """A browser in a thread of its own: Playwright's objects belong to the thread that made them."""

    def __init__(self) -> None:
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

    def form_at(self, environment: Environment, path: str) -> Attempt[SignInForm]:
        """Begin to look at the sign-in page; the attempt raises Playwright's Error where it cannot be loaded."""
        answers: queue.Queue[SignInForm | Exception] = queue.Queue()

        def work(browser: Browser) -> None:
            try:
                answers.put(_form(browser, environment, path))
            except Exception as error:  # noqa: BLE001, RUF100 - raised again where the form is wanted
                answers.put(error)

        def wait() -> SignInForm:
            came = answers.get()
            if isinstance(came, Exception):
                raise came
            return came

        self._work.put(work)
        return Attempt(wait)

    def close(self) -> None:
        """Close it, without waiting longer than a moment."""
        self._work.put(None)
        self._thread.join(2)

    def _serve(self) -> None:
        try:
            began = time.perf_counter()
            path = browsers.executable(NAME, headed=False)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, timeout=START_SECONDS * 1000)
                program = path or f"Playwright's {NAME}"
                self._up.put(_Started(program, browser.version, time.perf_counter() - began))
                while (work := self._work.get()) is not None:
                    work(browser)
                browser.close()
        except Exception as error:  # noqa: BLE001, RUF100 - told by `look`
            self._up.put(error)


def _form(browser: Browser, environment: Environment, path: str) -> SignInForm:
    context = browser.new_context(base_url=environment.web_url, ignore_https_errors=environment.ca_file is not None)
    page = context.new_page()
    page.set_default_timeout(FORM_SECONDS * 1000)
    try:
        page.goto(path, wait_until="commit")
        with suppress(PlaywrightTimeoutError):  # what is there instead is told
            page.locator('input[type="password"]').filter(visible=True).first.wait_for()
        return SignInForm.model_validate(page.evaluate(_FORM))
    finally:
        context.close()


def form_finding(attempt: Attempt[SignInForm], path: str, deadline: Deadline) -> Finding:
    """Return what form the sign-in page shows."""
    try:
        form = attempt.result(deadline.left(FORM_SECONDS * 2))
    except TimeoutError as error:
        return doubt("form", f"{path}: {error}", "the page hangs: a third party's script? see a run's trace")
    except Error as error:
        return wrong("form", f"{path}: {error.message.splitlines()[0][:100]}", "see what the page needs in a browser")
    if form.password is None:
        shown = f'"{form.title}"' if form.title else form.url
        said = f"{path} shows no password field, but {shown}"
        return wrong("form", said, "set [paths] login to the page that has one")
    if form.by_name and form.submit:
        return well("form", f"{path} has e-mail, password and submit")
    said = f"{path}: e-mail {form.email or 'not found'}, password {form.password}"
    return wrong("form", f"{said}{'' if form.submit else ', no submit'}", 'set [sign_in] fields = "by meaning"')
