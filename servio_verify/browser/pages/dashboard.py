"""The dashboard, where signing in leads."""

from typing import Self

from playwright.sync_api import Page

from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts.arrival import at_dashboard, dashboard_of, expect_arrival, note_where_sign_in_led
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.parts.locators import see
from servio_verify.browser.parts.steps import step


class DashboardPage:
    """`/dashboard`, with the navigation of every signed-in page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = Navigation(page)

    @step("Open the dashboard")
    def open(self) -> Self:
        """Go there and see the navigation."""
        self.load()
        shown = f"opening the dashboard shows no navigation with {self.navigation.texts[0]}"
        see(self.navigation.sign, shown)
        return self

    def load(self) -> None:
        """Go there, wherever that leads."""
        load_page(self.page, dashboard_of(self.page))

    def arrived(self, by: str = "signing in") -> Self:
        """See that this is where signing in has led."""
        expect_arrival(self.page, at_dashboard(), f"{by} does not lead to the dashboard")
        see(self.navigation.sign, f"the dashboard's navigation shows no {self.navigation.texts[0]}")
        note_where_sign_in_led(self.page)
        return self
