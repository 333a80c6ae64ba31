"""The sandbox's styles as a browser sees them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from selftest.support.browsers import chromium
from selftest.support.sandbox import Running, running
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.run.polling import wait_in

HYDRATED = "element => Object.keys(element).some(key => key.startsWith('__reactFiber$'))"
AUTH = "sb-servio-auth-token"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def sign_in(page: Page, found: Running) -> None:
    page.goto(f"{found.facts['web_url']}/login")
    hydrated(page.locator('input[name="email"]')).fill(found.facts["email"])
    page.locator('input[name="password"]').fill(found.facts["password"])
    page.locator('button[type="submit"]').click()
    expect(page.get_by_role("link", name="Venues")).to_be_visible()


def session_of(page: Page) -> dict[str, str]:
    return {
        str(cookie.get("name")): str(cookie.get("value"))
        for cookie in page.context.cookies()
        if str(cookie.get("name")).startswith(AUTH) and not cookie.get("httpOnly")
    }


def test_a_session_of_supabase_is_split_over_cookies_and_renewed_by_the_page(page: Page) -> None:
    with running("--style", "supabase-get-user", "--token-seconds", "3") as found:
        sign_in(page, found)
        first = session_of(page)
        assert first.keys() == {f"{AUTH}.0", f"{AUTH}.1"}
        assert first[f"{AUTH}.0"].startswith("base64-")
        assert wait_in(page, lambda: session_of(page) != first, 10)
        page.wait_for_timeout(3500)  # longer than any access token lives
        page.reload()
        expect(page.get_by_role("link", name="Venues")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator('input[name="password"]')).to_be_visible()
        assert session_of(page) == {}


def test_a_page_of_next_is_seen_before_it_answers_and_keeps_what_was_typed(page: Page) -> None:
    with running("--style", "next", "--hydration-delay", "1500") as found:
        page.goto(f"{found.facts['web_url']}/login")
        email = page.locator('input[name="email"]')
        assert not email.evaluate(HYDRATED)
        email.fill("typed@early.example.com")
        hydrated(email)
        assert email.evaluate(HYDRATED)
        expect(email).to_have_value("typed@early.example.com")
        expect(page.locator("#__next-route-announcer__")).to_have_text("")
