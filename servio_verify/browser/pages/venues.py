"""The page of venues and its form."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.form import Form
from servio_verify.browser.pages.hydration import awake
from servio_verify.browser.pages.locators import control, named
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.pages.toast import Toast
from servio_verify.browser.steps import step


class VenuesPage:
    """Venues, the newest among them without paging; Create Venue leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = Navigation(page)
        self.toast = Toast(page)
        self.create_venue = control(page, "Create Venue")
        self.form = Form(page, 'input[name="name"]')
        self.name = self.form.field
        self.address = self.form.inside('input[name="address"]')

    def open(self) -> Self:
        """Go there as a person does: from the dashboard."""
        DashboardPage(self.page).open()
        return self.enter()

    @step("Go to the venues")
    def enter(self) -> Self:
        """Go there from any signed-in page."""
        awake(self.navigation.venues).click()
        expect(self.create_venue, "the page of venues offers no Create Venue").to_be_visible()
        return self

    @step("Load the venues anew")
    def reload(self) -> Self:
        """Load the page anew; where one page is all there is, that leads to its beginning."""
        self.page.reload()
        awake(self.navigation.venues).click()
        return self

    @step("Open the form of a venue")
    def open_form(self) -> Self:
        """Press Create Venue and see the form."""
        awake(self.create_venue).click()
        expect(self.name, "Create Venue leads to no form with a name").to_be_visible()
        return self

    @step("Fill in the venue")
    def fill(self, name: str, address: str) -> Self:
        """Fill in the form."""
        awake(self.name).fill(name)
        self.address.fill(address)
        return self

    @step("Create a venue")
    def create(self, name: str, address: str) -> Self:
        """Make a venue, as far as a person can tell."""
        self.open_form().fill(name, address).form.submit.click()
        self.toast.shows("Venue created")
        return self

    def entry(self, name: str) -> Locator:
        """Return the place in the list that shows this name."""
        return named(self.page, name)
