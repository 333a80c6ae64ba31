"""The page of orders and its form."""

from collections.abc import Mapping
from typing import Self

from playwright.sync_api import Page

from servio_verify.browser.pages.order_list import lacks
from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.locators import see
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast


class OrdersPage:
    """Orders, the newest among them without paging; Create Order leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.toast = Toast(page)
        self.form = Form(page, 'select[name="menu"]')
        self.section = Section(page, "Orders", "Create Order", self.form)

    @step("Fill in the order")
    def fill(self, venue: str, menu: str) -> Self:
        """Choose the venue, and then one of its menus."""
        self.form.choose("venue", venue).choose("menu", menu)
        note(self.page)
        return self

    @step("Find the orders with their status")
    def shows(self, statuses: Mapping[str, str]) -> None:
        """See each venue's order with its status; keys are the venues' names."""
        for venue in statuses:
            see(self.section.entry(venue), f"an order is not in the list of orders by its venue's name\nof {venue!r}")
        if lacking := lacks(self.page, statuses):
            status = statuses[lacking]
            raise AssertionError(f"the list of orders does not show that an order is {status}\nof {lacking!r}")
