"""The page of venues and its form."""

from typing import Self

from playwright.sync_api import Page

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note, note_alerts
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast


class VenuesPage:
    """Venues, the newest among them without paging; Create Venue leads to the form."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.toast = Toast(page)
        self.form = Form(page, 'input[name="name"]', beside='input[name="address"]')
        self.section = Section(page, "Venues", "Create Venue", self.form)
        self.name = self.form.field
        self.address = self.form.inside('input[name="address"]')

    @step("Fill in the venue")
    def fill(self, name: str, address: str, *, another: bool = False) -> Self:
        """Fill in the form, and leave the field: what is suggested for it may cover what is below."""
        if not another:
            note_alerts(self.page)
        hydrated(self.name).fill(name)
        self.address.fill(address)
        self.address.blur()
        if not another:
            note(self.page, filled=True)
        return self

    @step("Create a venue")
    def create(self, name: str, address: str) -> Self:
        """Make a venue, as far as the user can tell."""
        self.section.open_form()
        self.fill(name, address).form.submit.click()
        self.toast.shows("Venue created")
        return self

    @step("Create another venue")
    def create_another(self, name: str, address: str) -> Self:
        """Make one more in the same load of the page, which may still say of the one before that it was created."""
        self.section.enter().open_form(another=True)
        self.fill(name, address, another=True).form.submit.click()
        return self
