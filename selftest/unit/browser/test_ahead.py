"""Work ahead: it goes on while an answer is waited for, and what becomes of it is for the check that asks."""

import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import cast

import allure_commons
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, only, serving
from servio_verify.browser import ahead
from servio_verify.browser.ahead import Ahead, within
from servio_verify.browser.parts.steps import step
from servio_verify.browser.recording import answers
from servio_verify.environments.session import Session
from servio_verify.failures import failure
from servio_verify.run.marks import Part
from servio_verify.run.polling import wait_in
from servio_verify.traffic import connections

PAGE: Said = (200, HTML, "<title>Here</title>")
PATIENCE = 20.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def title_of(browser: Browser, origin: str) -> str:
    page = browser.new_context().new_page()
    page.goto(f"{origin}/page")
    return page.title()


def test_it_goes_on_while_an_answer_is_waited_for(browser: Browser) -> None:
    """The answer comes when the work is done, and not before."""
    done = threading.Event()

    def answer(path: str) -> Said:
        return (200, HTML, str(done.wait(PATIENCE))) if path == "/late" else PAGE

    def work() -> str:
        title = title_of(browser, origin)
        done.set()
        return title

    with serving(answer) as origin, connections.client(Part.CHECKS, timeout=2 * PATIENCE, verify=False) as client:
        begun = Ahead(browser, work)
        assert not done.is_set()
        assert client.get(f"{origin}/late").text == "True"
        assert begun.result() == "Here"


def test_what_is_waited_for_still_has_its_time_out(browser: Browser) -> None:
    never = threading.Event()

    def answer(_path: str) -> Said:
        never.wait(PATIENCE)
        return PAGE

    with serving(answer) as origin, connections.client(Part.CHECKS, timeout=1, verify=False) as client:
        begun = Ahead(browser, lambda: browser.new_context().new_page().wait_for_timeout(4000))
        since = time.monotonic()
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{origin}/late")
        assert time.monotonic() - since < 1.8, "it was waited for twice"
        never.set()
        begun.result()


def test_an_answer_is_read_also_where_the_browser_goes_meanwhile(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go(*_: object) -> None:
        raise Error("Playwright connection closed")

    with serving(lambda _path: PAGE) as origin, connections.client(Part.CHECKS, timeout=5, verify=False) as client:
        begun = Ahead(browser, lambda: title_of(browser, origin))
        with monkeypatch.context() as patch:
            patch.setattr(ahead, "wait_for_future", go)
            assert client.get(f"{origin}/page").text == PAGE[2]
        begun.result()


def test_its_error_is_raised_for_each_who_asks_with_the_time_at_which_it_came(browser: Browser) -> None:
    def break_off() -> None:
        raise ValueError("no page")

    begun = Ahead(browser, break_off)
    told = []
    for _ in range(2):
        with pytest.raises(ValueError, match="no page") as caught:
            begun.result()
        told.append(caught.value)
    assert told[0] is told[1]
    came = time.time()
    call: pytest.CallInfo[None] = pytest.CallInfo(None, None, came + 60, came + 61, 1.0, "call", _ispytest=True)
    assert failure._span(told[0], call)[1] <= came


class OverError(BaseException):
    """Raised out of whatever is under way, as by a signal."""


def test_whoever_gives_up_waiting_has_waited_for_all_and_what_comes_later_counts(browser: Browser) -> None:
    page = browser.new_context().new_page()
    begun = Ahead(browser, lambda: page.wait_for_function("() => window.comes") and "came")

    def end() -> None:
        raise OverError("time is over")

    own = signal.signal(signal.SIGALRM, lambda *_: end())  # this test's time-out
    left, again = signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        for _ in range(2):
            with pytest.raises(OverError, match="time is over"):
                begun.result()
    finally:
        signal.signal(signal.SIGALRM, own)
        signal.setitimer(signal.ITIMER_REAL, left, again)
    page.evaluate("() => { window.comes = true; }")
    assert wait_in(page, lambda: not ahead._under_way, PATIENCE)
    assert begun.result() == "came"


def test_what_takes_too_long_in_the_browser_is_not_waited_for(browser: Browser) -> None:
    page = browser.new_context().new_page()
    assert within(PATIENCE, browser, page.title) == ""
    page.evaluate("() => { setTimeout(() => { for (;;); }); }")
    since = time.monotonic()
    with pytest.raises(TimeoutError, match="the browser takes longer"):
        within(0.5, browser, page.title)
    assert time.monotonic() - since < PATIENCE
    assert not ahead._under_way


def test_work_that_waits_for_other_work_has_its_result(browser: Browser) -> None:
    with serving(lambda _path: PAGE) as origin:
        first = Ahead(browser, lambda: title_of(browser, origin))
        second = Ahead(browser, lambda: f"{first.result()} too")
        assert second.result() == "Here too"


def test_its_steps_are_none_of_the_check_that_is_on(browser: Browser) -> None:
    class Steps:
        names: list[str] = []  # noqa: RUF012 - of this test alone

        @allure_commons.hookimpl
        def start_step(self, title: str) -> None:
            self.names.append(title)

    allure_commons.plugin_manager.register(steps := Steps())
    try:
        Ahead(browser, step("ahead")(lambda: None)).result()
        step("now")(lambda: None)()
    finally:
        allure_commons.plugin_manager.unregister(steps)
    assert steps.names == ["now"]


def test_an_answer_that_it_got_may_explain_the_failure_of_who_asks_and_of_nobody_else(browser: Browser) -> None:
    throttled: Said = (429, HTML, "later")

    def look() -> None:
        context: BrowserContext = browser.new_context()
        answers.watch(context, origin)
        page = context.new_page()
        page.goto(f"{origin}/page")
        raise AssertionError("the console says: status of 429")

    with serving(lambda _path: throttled) as origin:
        answers.begin_check()
        begun = Ahead(browser, look)
        assert wait_in(browser.new_context().new_page(), begun._done.done, PATIENCE)
        other = AssertionError("the console says: status of 429")
        assert answers.explained(other, ()) is other
        with pytest.raises(AssertionError) as caught:
            begun.result()
    explained = answers.explained(caught.value, ())
    assert "GET" in str(explained)
    assert "429" in str(explained)


def test_an_answer_that_it_builds_upon_explains_the_failure_of_who_asks_and_of_nobody_else(browser: Browser) -> None:
    def look() -> None:
        context: BrowserContext = browser.new_context()
        answers.watch(context, origin)
        context.new_page().goto(f"{origin}/page")

    def build_upon() -> None:
        first.result()
        raise AssertionError("the console says: status of 429")

    with serving(lambda _path: (429, HTML, "later")) as origin:
        answers.begin_check()
        first = Ahead(browser, look)
        second = Ahead(browser, build_upon)
        assert wait_in(browser.new_context().new_page(), second._done.done, PATIENCE)
        other = AssertionError("the console says: status of 429")
        assert answers.explained(other, ()) is other
        with pytest.raises(AssertionError) as caught:
            second.result()
    assert "429" in str(answers.explained(caught.value, ()))
    assert answers.explained(caught.value, ()) is not caught.value


def test_what_a_page_gets_after_it_was_taken_over_explains_no_failure_of_who_had_it_before(browser: Browser) -> None:
    answered: dict[str, Said] = {"/page": PAGE, "/later": (429, HTML, "later")}
    says_so = AssertionError("the console says: status of 429")

    def look() -> Page:
        context: BrowserContext = browser.new_context()
        answers.watch(context, origin)
        (page := context.new_page()).goto(f"{origin}/page")
        return page

    def go_on() -> None:
        page = first.result()
        answers.take_over(page.context)
        page.goto(f"{origin}/later")

    with serving(only(answered)) as origin:
        first = Ahead(browser, look)
        second = Ahead(browser, go_on)
        second.result()
        answers.begin_check()
        first.result()
        assert answers.explained(says_so, ()) is says_so
        second.result()
        assert "GET" in str(answers.explained(AssertionError(str(says_so)), ()))
    assert second.contexts == first.contexts != []


def test_what_a_page_got_before_it_was_taken_over_explains_no_failure_of_who_goes_on(browser: Browser) -> None:
    """Whether the work before went well or not."""

    def look(*, fails: bool) -> Page:
        context: BrowserContext = browser.new_context()
        answers.watch(context, origin)
        (page := context.new_page()).goto(f"{origin}/page")
        assert not fails, "no page"
        return page

    def go_on(first: Ahead[Page]) -> None:
        if page := first.result_or_none():
            answers.take_over(page.context)

    with serving(lambda _path: (429, HTML, "later")) as origin:
        for fails in (False, True):
            first = Ahead(browser, partial(look, fails=fails))
            second = Ahead(browser, partial(go_on, first))
            answers.begin_check()
            second.result()
            own = AssertionError("the console says: status of 429")
            assert answers.explained(own, ()) is own


def test_work_that_fails_is_none_for_who_goes_another_way(browser: Browser) -> None:
    def break_off() -> str:
        pytest.fail("no page")

    assert Ahead(browser, break_off).result_or_none() is None
    assert Ahead(browser, lambda: "here").result_or_none() == "here"


def test_nothing_is_ahead_outside_of_work() -> None:
    assert ahead.current() is None


class Request:
    """What `begin_marked` is told of a run of three checks, and the fixtures that it asked for."""

    def __init__(self, *browsers: str, worker: bool = False) -> None:
        marks = [("home_ahead",), ("home_ahead", "broken_ahead"), ("login_ahead",)]
        items = [SimpleNamespace(iter_markers=lambda _, args=args: [SimpleNamespace(args=args)]) for args in marks]
        self.session = SimpleNamespace(items=items)
        self.config = SimpleNamespace(option=SimpleNamespace(browser=list(browsers)))
        self.asked: list[str] = []
        if worker:
            self.config.workerinput = {}

    def getfixturevalue(self, name: str) -> None:
        self.asked.append(name)
        if name == "broken_ahead":
            pytest.skip("nobody may sign in")

    def begun(self, signing: Session) -> list[str]:
        ahead.begin_marked(cast(pytest.FixtureRequest, self), signing)
        return self.asked


def test_each_fixture_is_begun_once_also_where_one_cannot_be() -> None:
    assert Request("chromium").begun(Session()) == ["home_ahead", "broken_ahead", "login_ahead"]


def test_nothing_is_begun_where_it_may_be_for_nothing_or_be_in_the_way() -> None:
    assert Request(worker=True).begun(Session()) == []
    assert Request("chromium", "firefox").begun(Session()) == []
    assert Request().begun(Session(sign_out_ends="every session")) == []


def test_who_asks_after_an_interruption_is_not_interrupted_again(browser: Browser) -> None:
    page = browser.new_context().new_page()
    begun = Ahead(browser, lambda: page.wait_for_timeout(1000))
    timer = browser._loop.call_later(0.1, signal.default_int_handler, signal.SIGINT, None)
    with pytest.raises(KeyboardInterrupt):
        begun.result()
    timer.cancel()
    assert begun.result_or_none() is None
    assert page.title() == ""
