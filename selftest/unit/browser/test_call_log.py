"""What Playwright knows of a step that timed out is in the first line."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.browser.install import executable
from servio_verify.browser.recording.call_log import said_why

PAGE = """<button id=off disabled>Off</button><button id=hidden hidden>Hidden</button><button id=under>Under</button>
<select><option>One</select><input readonly>
<div role=dialog aria-label=Cookies style="position:fixed;inset:0"><p style="height:100%">Words</p></div>"""
STEPS: dict[str, Callable[[Page], object]] = {
    '<button id="under"> is covered by <p>': lambda page: page.click("#under", timeout=300),
    '<button hidden="" id="hidden"> is not visible': lambda page: page.click("#hidden", timeout=300),
    '<button id="off" disabled> is not enabled': lambda page: page.click("#off", timeout=300),
    "<input readonly/> is not editable": lambda page: page.fill("input", "x", timeout=300),
    "<select> does not offer that option": lambda page: page.select_option("select", label="Two", timeout=300),
    'there is no locator("#nowhere")': lambda page: page.press("#nowhere", "Enter", timeout=300),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable("chromium", headed=False))
        page = browser.new_page()
        page.set_content(PAGE)
        yield page
        browser.close()


@pytest.mark.parametrize("why", STEPS)
def test_the_first_line_says_what_kept_a_step_waiting(page: Page, why: str) -> None:
    with pytest.raises(PlaywrightTimeoutError) as caught:
        STEPS[why](page)
    explained = said_why(caught.value)
    assert str(explained).startswith(why)
    assert str(explained).splitlines()[0].endswith("Timeout 300ms exceeded)")
    assert isinstance(explained, PlaywrightTimeoutError)
