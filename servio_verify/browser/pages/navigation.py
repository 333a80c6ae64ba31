"""The navigation of every signed-in page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from playwright.sync_api import Dialog, Locator, Page, expect

from servio_verify.browser.parts.arrival import sent_by, wait_for_new_answers
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.keyboard import Keyboard
from servio_verify.browser.parts.literal import literal
from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.locators import MODALS, control, see
from servio_verify.browser.parts.steps import step
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.run.polling import wait_in

SHOWN_SECONDS = 2.0
"""Where Sign out does not stand there by then, it is looked for in the menus."""

OPENED_SECONDS = 1.0
ASKS_SECONDS = 1.5
MENUS_MOST = 6
_MENUS = (
    "summary, [aria-haspopup]:not([aria-haspopup='false'], select, input), button[aria-expanded], button[popovertarget]"
)
_OF_THE_ACCOUNT = re.compile(r"account|profile|user|\S@\S", re.IGNORECASE)
"""What a button of the header is called that opens a menu and does not say so."""

_YES = re.compile(r"^\W*(?:yes|ok|okay|continue|confirm|leave)\b|(?:sign|log)\W?(?:me )?out\b", re.IGNORECASE)
"""What answers a question that asks whether one really wants to sign out."""


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
        self._out = signs.sign_out
        self.sign_out = self.link(self._out)

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

    def names_sections(self, where: str) -> None:
        """See the texts that every signed-in page shows, as entries or with other words beside them."""
        for text, sign in zip(self.texts, self.signs, strict=True):
            among_others = self.page.get_by_text(re.compile(rf"(?<!\w){literal(text)}(?!\w)"))
            shown = sign.or_(among_others.filter(visible=True)).first
            expect(shown, f"{where} {text} in its navigation").to_be_visible()

    def way_out(self) -> Locator:
        """Return Sign out where it stands there; else what opens the menu that offers it, which is closed again."""
        way = self._opened_way_out()
        if way is not self.sign_out:
            self.page.keyboard.press("Escape")  # some menus keep the focus as long as they are open
        return way

    def _opened_way_out(self) -> Locator:
        """Return Sign out where it stands there; else the menu that offers it, which is open then."""
        if wait_in(self.page, self.sign_out.is_visible, SHOWN_SECONDS):
            return self.sign_out
        header = self.page.locator("header, nav, [role='banner']")
        named = header.get_by_role("button", name=_OF_THE_ACCOUNT)
        for menu in chain(self._closed(self.page.locator(_MENUS)), self._closed(named)):
            hydrated(menu).click()
            if wait_in(self.page, self.sign_out.is_visible, OPENED_SECONDS):
                return menu
            self.page.keyboard.press("Escape")
        see(self.sign_out, f"no {self._out} was found, nor a menu with it")
        return self.sign_out

    def _closed(self, menus: Locator) -> Iterator[Locator]:
        """Yield those that are not open; that of the account is the last, as a rule. One that opens keeps its place."""
        shown = menus.filter(visible=True)
        places = [place for place in range(shown.count()) if shown.nth(place).get_attribute("aria-expanded") != "true"]
        yield from (shown.nth(place) for place in reversed(places[:MENUS_MOST]))

    @step("Sign out")
    def leave(self, *, by_keyboard: bool = False) -> None:
        """Press Sign out, in a menu where one holds it, and wait for the answers to that.

        It is pressed once more where the page was replaced under the press. Which keys open a menu is not promised:
        what stands in one is clicked in any case.
        """
        for _ in range(2):
            document = self._document()
            in_menu = self._opened_way_out() is not self.sign_out
            sent = sent_by(self.page)
            self._press_sign_out(by_keyboard=by_keyboard and not in_menu)
            # A menu closes at once, and a button may say "Signing out": that it is hidden says nothing yet.
            wait_for_new_answers(self.page, sent)
            gone = wait_in(self.page, self.sign_out.is_hidden, SHOWN_SECONDS)
            wait_for_new_answers(self.page, sent)
            if gone or self._document() == document:
                return

    def _press_sign_out(self, *, by_keyboard: bool) -> None:
        """Press it, and say yes where the page, or the browser for it, asks whether that is meant."""
        modals = self.page.locator(MODALS).filter(visible=True)
        standing, address = modals.count(), self.page.url
        yes = modals.last.get_by_role("button", name=_YES).filter(visible=True).first

        def is_asked() -> bool:
            return modals.count() > standing and yes.is_visible()

        with _dialogs_accepted(self.page):
            if by_keyboard:
                Keyboard(self.page).press(self.sign_out)
            else:
                hydrated(self.sign_out).click()
            if wait_in(self.page, lambda: is_asked() or self._has_left(address), ASKS_SECONDS) and is_asked():
                yes.click()

    def _has_left(self, address: str) -> bool:
        return self.page.url != address and self.sign_out.is_hidden()

    def _document(self) -> float:
        """Return when the page's document was begun, which tells it from the next."""
        return steadily(self.page, lambda: float(self.page.evaluate("performance.timeOrigin")))


@contextmanager
def _dialogs_accepted(page: Page) -> Iterator[None]:
    def accept(dialog: Dialog) -> None:
        dialog.accept()

    page.on("dialog", accept)
    try:
        yield
    finally:
        page.remove_listener("dialog", accept)
