"""The navigation of every signed-in page."""

import re

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.literal import literal
from servio_verify.browser.parts.locators import control
from servio_verify.browser.parts.steps import step
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT


class Navigation:
    """Venues, Menus, Orders and Sign out: links, buttons or plain texts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.venues = self.link("Venues")
        self.menus = self.link("Menus")
        self.orders = self.link("Orders")
        signs = current.layout().signed_in
        self.texts = signs.texts
        self.signs = [self._sign(text) for text in signs.texts]
        self.sign = self.signs[0]
        self.sign_out = self.link(signs.sign_out)

    def link(self, text: str) -> Locator:
        """Return the entry of that text, with an icon or a count beside it at most ("Venues 12")."""
        return control(self.page, text, name=re.compile(rf"^[\W\d]*{literal(text)}[\W\d]*$"))

    def _sign(self, text: str) -> Locator:
        """Return what shows that one is signed in: the contract's texts are entries, others may be any text."""
        if text in CONTRACT.signed_in.texts:
            return self.link(text)
        return self.link(text).or_(self.page.get_by_text(text).filter(visible=True)).first

    def shows(self, where: str) -> None:
        """See all that shows that one is signed in."""
        for text, sign in zip(self.texts, self.signs, strict=True):
            expect(sign, f"{where} {text}").to_be_visible()

    @step("Sign out")
    def leave(self) -> None:
        """Press Sign out."""
        hydrated(self.sign_out).click()
