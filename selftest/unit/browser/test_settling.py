"""A page is at rest when its scripts have nothing left to do; nothing else is waited for."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, serving
from servio_verify.browser.recording.recorder import Recorder
from servio_verify.browser.visit import _WHEN_IDLE, Visit

AT_WORK = """<script>
    const again = new MessageChannel(), end = performance.now() + 250;
    again.port1.onmessage = () => {
        const slice = performance.now() + 5;
        while (performance.now() < slice);
        if (performance.now() < end) again.port2.postMessage(0);
        else console.error("the till is open");
    };
    again.port2.postMessage(0);
</script>"""

NEVER = "var later = setTimeout; window.setTimeout = window.requestIdleCallback = () => {}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def answers(_path: str) -> Said:
    return 200, HTML, f"<title>Servio</title>{AT_WORK}"


def test_what_scripts_say_after_work_in_slices_is_heard(browser: Browser) -> None:
    with serving(answers) as url:
        visit = Visit(browser.new_context(base_url=url), url).open("/")
    assert [error for error in visit.recorder.errors() if "the till is open" in error]


def test_a_page_is_at_rest_though_no_idle_callback_comes(browser: Browser) -> None:
    page = browser.new_page()
    page.evaluate(NEVER)
    assert page.evaluate(f"Promise.race([({_WHEN_IDLE})().then(() => true), new Promise(no => later(no, 10000))])")


LATE = "<title>Servio</title><script>setTimeout(() => console.error('the till is shut'), 500)</script>"


def test_what_a_page_at_rest_says_later_is_heard_by_whoever_looks_again(browser: Browser) -> None:
    with serving(lambda _path: (200, HTML, LATE)) as url:
        visit = Visit(browser.new_context(base_url=url), url).open("/")
        assert not visit.recorder.errors()
        time.sleep(1.0)  # noqa: TID251 - the browser's events do not come meanwhile
        assert visit.settle().recorder.errors()


def test_a_page_whose_answer_came_while_it_was_idle_is_not_at_rest(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda _path: (200, HTML, "<title>Servio</title>")) as url:
        visit = Visit(browser.new_context(base_url=url), url).open("/")
        pending = [True]  # of one look: it ends between the two that are around an idle moment
        looks: list[Recorder] = []

        def look(recorder: Recorder) -> bool:
            looks.append(recorder)
            return pending.pop() if pending else False

        monkeypatch.setattr(Recorder, "pending", property(look))
        visit._settled = -1
        visit.settle()
    assert len(looks) == 3


SOON = "<title>Servio</title><script>setTimeout(() => console.error('the till is shut'), 300)</script>"


def test_what_a_page_says_in_the_moment_after_it_came_to_rest_is_listened_to_once(browser: Browser) -> None:
    with serving(lambda _path: (200, HTML, SOON)) as url:
        visit = Visit(browser.new_context(base_url=url), url).open("/")
        assert not visit.recorder.errors()
        assert visit.listen().recorder.errors()
        since = time.monotonic()
        visit.listen()
    assert time.monotonic() - since < 0.4, "it was listened to again"
