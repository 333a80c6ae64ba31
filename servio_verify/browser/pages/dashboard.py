"""The dashboard, where signing in leads."""

from typing import Self

from playwright.sync_api import Page, expect

from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts.arrival import DASHBOARD, expect_arrival
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.parts.steps import step


class DashboardPage:
    """`/dashboard`, with the navigation of every signed-in page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = Navigation(page)

    @step("Open the dashboard")
    def open(self) -> Self:
        """Go there and see the navigation."""
        load_page(self.page, "/dashboard")
        expect(self.navigation.venues, "opening the dashboard shows no navigation with Venues").to_be_visible()
        return self

    def arrived(self, by: str = "signing in") -> Self:
        """See that this is where signing in has led."""
        expect_arrival(self.page, DASHBOARD, f"{by} does not lead to the dashboard")
        expect(self.navigation.venues, "the dashboard's navigation shows no Venues").to_be_visible()
        return self
