"""A form: on a page of its own, in a dialog or as a part of the page."""

import json
import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.hydration import hydrated
from servio_verify.browser.pages.locators import alerts


class Form:
    """The form that holds a field; `selector` is the contract's for that field."""

    def __init__(self, page: Page, selector: str) -> None:
        self.page = page
        self.selector = selector
        self.field = page.locator(selector).filter(visible=True).first
        # A page may hold other forms with buttons of their own; a dialog may keep its button outside its form.
        own = f':is(button, input)[type="submit"]:not(form:not(:has({selector})) *)'
        plain = f'form:has({selector}):not(:has([type="submit"])) button:not([type])'  # in a form, that is a submit too
        self.submit = page.locator(f"{own}, {plain}").filter(visible=True).first
        self.alert = alerts(page).filter(has_text=re.compile(r"\S"), visible=True).first

    def inside(self, selector: str) -> Locator:
        """Return a part of this form, or of the page where no form holds the field."""
        within = f"form:has({self.selector}) {selector}, body:not(:has(form {self.selector})) {selector}"
        return self.page.locator(within).filter(visible=True).first

    def select(self, what: str) -> Locator:
        """Return the select of that name."""
        return self.inside(f'select[name="{what}"]')

    def offers(self, what: str, name: str) -> Self:
        """Wait until that select, which may be filled late, offers this name."""
        options = self.select(what).locator("option")
        reads = options.filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        option = reads.or_(options.and_(self.page.locator(f"[label={json.dumps(name)}]")))
        expect(
            option, f"the form's select of the {what} does not offer a {what} that exists\n{name!r}"
        ).to_be_attached()
        return self

    def choose(self, what: str, name: str) -> Self:
        """Choose this name in that select."""
        hydrated(self.offers(what, name).select(what)).select_option(label=name)
        return self
