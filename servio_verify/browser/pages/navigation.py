"""What every signed-in page shows."""

import re

from playwright.sync_api import Locator, Page

from servio_verify.browser.pages.hydration import awake
from servio_verify.browser.steps import step


class Navigation:
    """Venues, Menus, Orders and Sign out: links, buttons or plain texts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.venues = self._entry("Venues")
        self.menus = self._entry("Menus")
        self.orders = self._entry("Orders")
        self.sign_out = self._entry("Sign out")

    @step("Sign out")
    def leave(self) -> None:
        """Press Sign out."""
        awake(self.sign_out).click()

    def _entry(self, name: str) -> Locator:
        page = self.page
        adorned = re.compile(rf"^[\W\d]*{name}[\W\d]*$")  # an icon or a count beside it: "Venues 12"
        control = page.get_by_role("link", name=adorned).or_(page.get_by_role("button", name=adorned))
        text = page.get_by_text(name, exact=True).and_(page.locator(":not(h1, h2, h3, h4, h5, h6, option)"))
        return control.or_(text).filter(visible=True).first
