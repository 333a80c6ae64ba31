"""The page of menus and its form."""

from typing import Self

from playwright.sync_api import Page, expect

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import note, note_alerts
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast
from servio_verify.browser.recording.origins import is_kin, origin_of, own_origins
from servio_verify.run.polling import wait_in

SELECT_SECONDS = 2.0
BUSY_SECONDS = 10.0
"""So long a form may say that it is busy, or wait for what it has asked for."""

DRAWN_SECONDS = 0.5
FETCHED = ("fetch", "xhr", "script")
_without: set[str] = set()


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
        """Whether the open form has a select of venues, perhaps a moment later; where it has none, Servio chooses.

        It is waited for once: where none has come by the time that the page was at rest, the other forms of that
        Servio are taken to have none.
        """
        origin = origin_of(self.page.url)
        if origin not in _without and not wait_in(self.page, self._has_select, SELECT_SECONDS):
            if not self._is_at_rest():
                wait_in(self.page, lambda: self._has_select() or self._is_at_rest(), BUSY_SECONDS)
                wait_in(self.page, self._has_select, DRAWN_SECONDS)
            if self._is_at_rest() and not self._has_select():
                _without.add(origin)
        return self._has_select()

    def _has_select(self) -> bool:
        return self.venue.count() > 0

    def _is_at_rest(self) -> bool:
        busy = self.page.locator(f"{self.form.css} [aria-busy='true'], {self.form.css}[aria-busy='true']")
        reads = [each for each in self.page.requests() if each.method == "GET" and each.resource_type in FETCHED]
        own = own_origins(self.page.url)
        ours = [each for each in reads if is_kin(each.url, own)]
        return not busy.count() and all(each.existing_response or each.failure for each in ours)

    @step("Fill in the menu")
    def fill(self, name: str, venue: str, *, another: bool = False) -> Self:
        """Fill in the form; the venue can be chosen where the form asks for it."""
        if not another:
            note_alerts(self.page)
        hydrated(self.name).fill(name)
        self.name.blur()
        if self.asks_for_venue:
            if not self.form.offers("venue", venue).stands("venue", venue):
                expect(self.venue, "the default is not the first venue").to_have_js_property("selectedIndex", 0)
            self.form.choose("venue", venue)
        if not another:
            note(self.page, filled=True)
        return self
