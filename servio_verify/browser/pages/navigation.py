"""The navigation of every signed-in page."""

import re

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.parts.arrival import sent_by, wait_for_new_answers
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.keyboard import Keyboard
from servio_verify.browser.parts.literal import literal
from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.locators import control
from servio_verify.browser.parts.steps import step
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.run.polling import wait_in

SHOWN_SECONDS = 2.0
"""Where Sign out does not stand there by then, it is looked for in the menus."""

OPENED_SECONDS = 1.0
MENUS_MOST = 6
_MENUS = "summary, [aria-haspopup]:not([aria-haspopup='false'], select, input), button[aria-expanded='false']"


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

    def names_sections(self, where: str) -> None:
        """See the texts that every signed-in page shows, as entries or with other words beside them."""
        for text, sign in zip(self.texts, self.signs, strict=True):
            among_others = self.page.get_by_text(re.compile(rf"(?<!\w){literal(text)}(?!\w)"))
            shown = sign.or_(among_others.filter(visible=True)).first
            expect(shown, f"{where} {text} in its navigation").to_be_visible()

    def way_out(self) -> Locator:
        """Return Sign out where it stands there; else the menu that offers it, which is open then."""
        if wait_in(self.page, self.sign_out.is_visible, SHOWN_SECONDS):
            return self.sign_out
        menus = self.page.locator(_MENUS).filter(visible=True)
        for place in reversed(range(min(menus.count(), MENUS_MOST))):  # that of the account is the last, as a rule
            menu = menus.nth(place)
            hydrated(menu).click()
            if wait_in(self.page, self.sign_out.is_visible, OPENED_SECONDS):
                return menu
            self.page.keyboard.press("Escape")
        return self.sign_out

    @step("Sign out")
    def leave(self, *, by_keyboard: bool = False) -> None:
        """Press Sign out, in a menu where one holds it, and wait for the answers to that.

        It is pressed once more where the page was replaced under the press. Which keys open a menu is not promised:
        what stands in one is clicked in any case.
        """
        for _ in range(2):
            document = self._document()
            in_menu = self.way_out() is not self.sign_out
            sent = sent_by(self.page)
            if by_keyboard and not in_menu:
                Keyboard(self.page).press(self.sign_out)
            else:
                hydrated(self.sign_out).click()
            # A menu closes at once, and a button may say "Signing out": that it is hidden says nothing yet.
            wait_for_new_answers(self.page, sent)
            gone = wait_in(self.page, self.sign_out.is_hidden, SHOWN_SECONDS)
            wait_for_new_answers(self.page, sent)
            if gone or self._document() == document:
                return

    def _document(self) -> float:
        """Return when the page's document was begun, which tells it from the next."""
        return steadily(self.page, lambda: float(self.page.evaluate("performance.timeOrigin")))
