"""When a sign-in form asks for a one-time code, and when it has refused what was sent; in a real browser."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, JSON, serving
from servio_verify.browser.parts import one_time_code
from servio_verify.browser.parts.before import alerts, note
from servio_verify.secrets import second_factor

ADA, CODE = "ada@example.com", "123456"
FORM = """<form><input name=email><input name=password type=password><button>Sign in</button></form>
<div id=toasts></div>
<script>
const say = text => document.getElementById('toasts').insertAdjacentHTML('beforeend', `<p role=alert>${text}</p>`);
document.forms[0].addEventListener('submit', async event => {
    event.preventDefault();
    %s
});
</script>"""
SLOW_SECONDS = 0.5
ASKS = """say('Checking your details'); await fetch('/sign-in', {method: 'POST'});
    setTimeout(() => document.forms[0].insertAdjacentHTML('beforeend', '<input name=code>'), 200);"""
REFUSES = "await fetch('/sign-in', {method: 'POST'}); say('Invalid e-mail or password');"


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


def given(page: Page, script: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, float]:
    """Send a form that does what the script says; return the code that it was given, and the seconds it took."""
    monkeypatch.setattr(second_factor, "next_code", lambda _email: CODE)  # how codes are made is tested elsewhere

    def answers(path: str) -> tuple[int, dict[str, str], str]:
        if path == "/sign-in":
            time.sleep(SLOW_SECONDS)  # noqa: TID251 - the server of this test is slow
            return 200, JSON, "{}"
        return 200, HTML, FORM % script

    with serving(answers) as url:
        page.goto(f"{url}/login")
        note(page)
        page.get_by_role("button").click()
        begun = time.monotonic()
        one_time_code.give(page, ADA, alerts(page).first)
        took = time.monotonic() - begun
        field = one_time_code.field(page)
        return (field.input_value() if field.is_visible() else ""), took


def test_an_alert_before_the_answer_is_no_refusal(browser_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(browser_page, ASKS, monkeypatch)[0] == CODE


def test_a_refusal_ends_the_wait(browser_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    code, took = given(browser_page, REFUSES, monkeypatch)
    assert not code
    assert took < one_time_code.ASKED_SECONDS / 2
