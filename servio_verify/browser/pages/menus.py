"""The page of menus and its form."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.form import Form
from servio_verify.browser.pages.hydration import awake
from servio_verify.browser.pages.locators import control, named
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.pages.toast import Toast
from servio_verify.browser.steps import step


class MenusPage:
    """Menus, the newest among them without paging; Create Menu leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = Navigation(page)
        self.toast = Toast(page)
        self.create_menu = control(page, "Create Menu")
        self.form = Form(page, 'input[name="name"]')
        self.name = self.form.field
        self.venue = self.form.select("venue")

    def open(self) -> Self:
        """Go there as a person does: from the dashboard."""
        DashboardPage(self.page).open()
        return self.enter()

    @step("Go to the menus")
    def enter(self) -> Self:
        """Go there from any signed-in page."""
        awake(self.navigation.menus).click()
        expect(self.create_menu, "the page of menus offers no Create Menu").to_be_visible()
        return self

    @step("Load the menus anew")
    def reload(self) -> Self:
        """Load the page anew; where one page is all there is, that leads to its beginning."""
        self.page.reload()
        awake(self.navigation.menus).click()
        return self

    @step("Open the form of a menu")
    def open_form(self) -> Self:
        """Press Create Menu and see the form."""
        awake(self.create_menu).click()
        expect(self.name, "Create Menu leads to no form with a name").to_be_visible()
        return self

    @property
    def asks_for_venue(self) -> bool:
        """Whether the open form has a select of venues; where it has none, Servio chooses."""
        return self.venue.count() > 0

    @step("Fill in the menu")
    def fill(self, name: str, venue: str) -> Self:
        """Fill in the form; the venue can be chosen where the form asks for it."""
        awake(self.name).fill(name)
        if self.asks_for_venue:
            self.form.offers("venue", venue)
            expect(self.venue, "the default is not the first venue").to_have_js_property("selectedIndex", 0)
            self.venue.select_option(label=venue)
        return self

    def entry(self, name: str) -> Locator:
        """Return the place in the list that shows this name."""
        return named(self.page, name)
