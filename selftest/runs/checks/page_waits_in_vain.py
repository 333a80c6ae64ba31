"""A page that waits for what never comes."""

from playwright.sync_api import Page


def test_page(page: Page) -> None:
    page.goto("/login")
    page.get_by_text("Nothing of the kind").click(timeout=500)
