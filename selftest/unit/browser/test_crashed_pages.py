"""A page that crashes, or is gone, is an error of our own, whatever is asked of it: the machine may lack memory."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from selftest.support.browsers import chromium
from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.kind import Kind

PATIENCE = 900.0
ASKED: dict[str, Callable[[Page], object]] = {
    "click": lambda page: page.locator("a").click(timeout=PATIENCE),
    "see": lambda page: expect(page.locator("a")).to_be_visible(timeout=PATIENCE),
    "title": lambda page: expect(page).to_have_title("x", timeout=PATIENCE),
    "wait": lambda page: page.wait_for_timeout(PATIENCE),
    "load": lambda page: page.wait_for_load_state("networkidle", timeout=PATIENCE),
}
GONE = ("click", "wait")
"""A page that is closed says that it is loaded, and an expectation of it does not tell why it is in vain."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("name", ASKED)
def test_a_page_that_crashes_is_our_own_error(browser: Browser, name: str) -> None:
    page = browser.new_context().new_page()
    with suppress(Error), page.expect_event("crash"):
        page.goto("chrome://crash")
    with pytest.raises((Error, AssertionError)) as raised:
        ASKED[name](page)
    assert kind_of(raised.value) is Kind.SUITE_ERROR


@pytest.mark.parametrize("name", GONE)
def test_a_page_that_is_gone_is_our_own_error(browser: Browser, name: str) -> None:
    page = browser.new_context().new_page()
    page.close()
    with pytest.raises((Error, AssertionError)) as raised:
        ASKED[name](page)
    assert kind_of(raised.value) is Kind.SUITE_ERROR


def test_what_a_page_says_of_a_crash_is_its_own(browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.set_content("<p>Target crashed, the browser has been closed</p>")
    with pytest.raises(AssertionError) as raised:
        expect(page.locator("p")).to_have_text("x", timeout=PATIENCE)
    assert kind_of(raised.value) is Kind.BROWSER


def test_a_driver_that_is_gone_is_our_own_error() -> None:
    assert kind_of(Error("Playwright connection closed")) is Kind.SUITE_ERROR
