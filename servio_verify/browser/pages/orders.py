"""The page of orders and its form."""

from collections.abc import Collection, Mapping
from typing import Self

from playwright.sync_api import Page, expect

from servio_verify.browser.pages.order_list import lacks
from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.locators import see
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast
from servio_verify.run.polling import wait_in

EMPTY_SECONDS = 2.0
"""So long the menus of the venue before may stand there."""


class OrdersPage:
    """Orders, the newest among them without paging; Create Order leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.toast = Toast(page)
        self.form = Form(page, 'select[name="menu"]')
        self.section = Section(page, "Orders", "Create Order", self.form)

    @step("Fill in the order")
    def fill(self, venue: str, menu: str, *, another: bool = False) -> Self:
        """Choose the venue, and then one of its menus."""
        self.form.choose("venue", venue).choose("menu", menu)
        if not another:
            note(self.page)
        return self

    @step("Send the order without a menu")
    def is_refused_without_menu(self, venue: str) -> bool:
        """Choose a venue that has no menu and press submit: something tells why not; False where it is disabled."""
        offered = self.form.field.locator('option:not([value=""], :disabled)')
        note(self.page)
        self.form.choose("venue", venue)
        if not wait_in(self.page, lambda: self.form.field.is_visible() and not offered.count(), EMPTY_SECONDS):
            return False
        if not self.form.submit.is_visible() or not self.form.submit.is_enabled():
            return False
        self.form.submit.click()
        done, silent = self.toast.text("Order created"), "an order form without a menu is refused, and nothing says why"
        expect(self.form.refusal.or_(done).first, f"{silent} (role=alert)").to_be_visible()
        if not self.form.field.is_visible():
            self.section.open().open_form()
        return True

    @step("Find the orders with their status")
    def shows(self, statuses: Mapping[str, Collection[str]]) -> None:
        """See each venue's order with its status, one of those that it had meanwhile; keys are the venues' names."""
        for venue in statuses:
            see(self.section.entry(venue), f"an order is not in the list of orders by its venue's name\nof {venue!r}")
        if lacking := lacks(self.page, statuses):
            status = " or ".join(sorted(statuses[lacking]))
            raise AssertionError(f"the list of orders does not show that an order is {status}\nof {lacking!r}")
