"""What Playwright knows of a step that timed out is in the first line."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from selftest.support.browsers import chromium
from servio_verify.browser.recording.call_log import said_why
from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.kind import Kind

PAGE = """<button id=off disabled>Off</button><button id=hidden hidden>Hidden</button><button id=under>Under</button>
<a id=beside style="position:fixed;left:-99px">Beside</a>
<select><option>One</select><input readonly>
<div role=dialog aria-label=Cookies style="position:fixed;inset:0"><p style="height:100%">Words</p></div>"""
STEPS: dict[str, Callable[[Page, int], object]] = {
    '<button id="under"> is covered by <p>': lambda page, most: page.click("#under", timeout=most),
    '<button hidden="" id="hidden"> is not visible': lambda page, most: page.click("#hidden", timeout=most),
    '<button id="off" disabled> is not enabled': lambda page, most: page.click("#off", timeout=most),
    '<a id="beside"> is outside of the window': lambda page, most: page.click("#beside", timeout=most),
    "<input readonly/> is not editable": lambda page, most: page.fill("input", "x", timeout=most),
    "<select> does not offer that option": lambda page, most: page.select_option("select", label="Two", timeout=most),
    'there is no locator("#nowhere")': lambda page, most: page.press("#nowhere", "Enter", timeout=most),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(PAGE)
        yield page


@pytest.mark.parametrize("why", STEPS)
def test_the_first_line_says_what_kept_a_step_waiting(page: Page, why: str) -> None:
    for most in (300, 10_000):  # on a busy machine the shorter may end before the page was looked at
        with pytest.raises(PlaywrightTimeoutError) as caught:
            STEPS[why](page, most)
        explained = said_why(caught.value)
        if str(explained).startswith(why):
            break
    assert str(explained).startswith(why)
    assert str(explained).splitlines()[0].endswith(f"Timeout {most}ms exceeded)")
    assert isinstance(explained, PlaywrightTimeoutError)


@pytest.mark.parametrize("words", [None, "our own words", "two\nlines"])
def test_what_was_expected_in_vain_is_a_browser_error_whatever_words_it_has(page: Page, words: str | None) -> None:
    expectations: list[Callable[[], object]] = [
        lambda: expect(page.locator("#nowhere"), words).to_be_visible(timeout=50),
        lambda: expect(page.locator("#under"), words).to_have_text("Over", timeout=50),
        lambda: expect(page.locator("#under"), words).not_to_be_visible(timeout=50),
        lambda: expect(page, words).to_have_url("http://127.0.0.1:9/", timeout=50),
    ]
    for expectation in expectations:
        with pytest.raises(AssertionError) as caught:
            expectation()
        assert kind_of(caught.value) is Kind.BROWSER
