"""The page of orders and its form."""

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.form import Form
from servio_verify.browser.pages.hydration import awake
from servio_verify.browser.pages.locators import control, named
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.pages.toast import Toast
from servio_verify.browser.steps import step


class OrdersPage:
    """Orders, the newest among them without paging; Create Order leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = Navigation(page)
        self.toast = Toast(page)
        self.create_order = control(page, "Create Order")
        self.form = Form(page, 'select[name="menu"]')

    def open(self) -> Self:
        """Go there as a person does: from the dashboard."""
        DashboardPage(self.page).open()
        return self.enter()

    @step("Go to the orders")
    def enter(self) -> Self:
        """Go there from any signed-in page."""
        awake(self.navigation.orders).click()
        expect(self.create_order, "the page of orders offers no Create Order").to_be_visible()
        return self

    @step("Load the orders anew")
    def reload(self) -> Self:
        """Load the page anew; where one page is all there is, that leads to its beginning."""
        self.page.reload()
        awake(self.navigation.orders).click()
        return self

    @step("Open the form of an order")
    def open_form(self) -> Self:
        """Press Create Order and see the form."""
        awake(self.create_order).click()
        expect(self.form.field, "Create Order leads to no form with a select of menus").to_be_visible()
        return self

    @step("Fill in the order")
    def fill(self, venue: str, menu: str) -> Self:
        """Choose the venue, and then one of its menus."""
        self.form.choose("venue", venue).choose("menu", menu)
        return self

    def entry(self, venue: str) -> Locator:
        """Return the place in the list that shows the order of this venue."""
        return named(self.page, venue)

    @step("Find the order with its status")
    def shows(self, status: str, venue: str, neighbour: str) -> None:
        """See the status beside the venue's name; the neighbour's order, in the same status, tells where a row ends.

        A table, a list and a row of plain texts have this in common: between two orders stands a status.
        """
        expect(self.entry(venue), f"the list of orders shows none of {venue!r}").to_be_visible()
        both = self.page.locator("body *").filter(has=self.entry(venue)).filter(has=self.entry(neighbour)).last
        one, other = re.escape(venue), re.escape(neighbour)
        rows = re.compile(rf"{one}.*{status}.*{other}|{other}.*{status}.*{one}", re.I | re.S)
        said = f"the list of orders does not show that the order of {venue!r} is {status}"
        expect(both.filter(has_text=rows), said).to_be_visible()
