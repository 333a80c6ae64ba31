"""The navigation of every signed-in page."""

import re

from playwright.sync_api import Locator, Page

from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.locators import control
from servio_verify.browser.parts.steps import step


class Navigation:
    """Venues, Menus, Orders and Sign out: links, buttons or plain texts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.venues = self.link("Venues")
        self.menus = self.link("Menus")
        self.orders = self.link("Orders")
        self.sign_out = self.link("Sign out")

    def link(self, text: str) -> Locator:
        """Return the entry of that text, with an icon or a count beside it at most ("Venues 12")."""
        return control(self.page, text, name=re.compile(rf"^[\W\d]*{text}[\W\d]*$"))

    @step("Sign out")
    def leave(self) -> None:
        """Press Sign out."""
        hydrated(self.sign_out).click()
