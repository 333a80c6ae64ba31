"""What is said where the dashboard's address does not lead to the login page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from servio_verify.browser.pages.login import LoginPage


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    expect.set_options(timeout=200)
    with chromium() as browser:
        yield browser.new_page()
    expect.set_options(timeout=5_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<nav><a href=/venues>Venues</a></nav>", "without a session, the dashboard opens"),
        ("", "without a session, the dashboard does not lead to login"),
    ],
    ids=["the dashboard", "nothing"],
)
def test_a_dashboard_that_leads_nowhere_is_told_from_one_that_opens(page: Page, content: str, said: str) -> None:
    page.set_content(content)
    with pytest.raises(AssertionError) as caught:
        LoginPage(page).took_over("without a session")
    assert str(caught.value).splitlines()[0] == said
