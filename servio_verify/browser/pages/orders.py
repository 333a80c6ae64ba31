"""The page of orders and its form."""

import re
from typing import Self

from playwright.sync_api import Page

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.literal import literal
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

    @step("Find the order with its status")
    def shows(self, status: str, venue: str, neighbour: str) -> None:
        """See the status beside the venue's name; the neighbour's order, in the same status, tells where a row ends.

        A table, a list and a row of plain texts have this in common: between two orders stands a status.
        """
        see(self.section.entry(venue), f"a new order is not in the list of orders\nof {venue!r}")
        beside = self.page.locator("body *").filter(has=self.section.entry(neighbour))
        both = beside.filter(has=self.section.entry(venue)).last
        one, other = literal(venue), literal(neighbour)
        rows = re.compile(rf"{one}.*{status}.*{other}|{other}.*{status}.*{one}", re.I | re.S)
        said = f"the list of orders does not show that a new order is {status}\nof {venue!r}"
        see(both.filter(has_text=rows), said)
