"""The page of menus and its form."""

from typing import Self

from playwright.sync_api import Page, expect

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast


class MenusPage:
    """Menus, the newest among them without paging; Create Menu leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.toast = Toast(page)
        self.form = Form(page, 'input[name="name"]')
        self.section = Section(page, "Menus", "Create Menu", self.form)
        self.name = self.form.field
        self.venue = self.form.select("venue")

    @property
    def asks_for_venue(self) -> bool:
        """Whether the open form has a select of venues; where it has none, Servio chooses."""
        return self.venue.count() > 0

    @step("Fill in the menu")
    def fill(self, name: str, venue: str, *, another: bool = False) -> Self:
        """Fill in the form; the venue can be chosen where the form asks for it."""
        hydrated(self.name).fill(name)
        if self.asks_for_venue:
            if not self.form.offers("venue", venue).stands("venue", venue):
                expect(self.venue, "the default is not the first venue").to_have_js_property("selectedIndex", 0)
            self.form.choose("venue", venue)
        if not another:
            note(self.page)
        return self
