"""Keyboard-only use of a page."""

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.loading import steadily
from servio_verify.traffic import lateness

MOST_TABS = 150
"""A control that this many presses of Tab do not reach is out of reach."""

ARROWS = ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")
MOST_ARROWS = 12
"""The same for an entry of a menu bar, which has one stop for Tab, and the arrows go on from there."""

MOST_IN_FORM = 60
_IS_INSIDE = "element => Boolean(element.closest('form')?.contains(document.activeElement))"
_FOCUS = """element => {
    const own = element.closest('a, button, input, select, textarea, summary, [tabindex]');
    const focused = document.activeElement;
    if (own !== null && own === focused) return 'here';
    const bars = ['menubar', 'menu', 'toolbar', 'tablist', 'radiogroup', 'tree', 'listbox', 'grid'];
    const bar = element.closest(['nav', ...bars.map(role => `[role="${role}"]`)].join(', '));
    const moves = own?.tabIndex === -1 && bar?.contains(focused) && !focused.matches('input, select, textarea');
    return moves ? 'beside' : 'elsewhere';
}"""


class Keyboard:
    """Tab, Enter and typing; never a click."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus, and arrows in a menu bar; AssertionError where that never comes."""
        hydrated(target)
        for _ in range(MOST_TABS):
            focus = self._focus(target)
            if focus == "here" or (focus == "beside" and self._reach_by_arrows(target)):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target.first.evaluate('e => e.outerHTML.slice(0, 120)')}")

    def _reach_by_arrows(self, target: Locator) -> bool:
        for arrow in ARROWS:
            for _ in range(MOST_ARROWS):
                self.page.keyboard.press(arrow)
                if self._focus(target) == "here":
                    return True
        return False

    def _focus(self, target: Locator) -> str:
        return steadily(self.page, lambda: str(target.evaluate(_FOCUS)))

    def press(self, target: Locator) -> None:
        """Reach it and press Enter."""
        lateness.wait_before_reading(self.page)
        self.reach(target)
        note(self.page)
        self.page.keyboard.press("Enter")

    def get_out_of(self, form: Form) -> None:
        """Press Tab until the focus is outside the form; a dialog keeps it, and is not left that way."""
        if form.is_in_dialog:
            return
        for _ in range(MOST_IN_FORM):
            if not steadily(self.page, lambda: form.field.evaluate(_IS_INSIDE)):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the keyboard cannot leave a form: Tab goes round in it")

    def type(self, target: Locator, text: str) -> None:
        """Reach it and type."""
        self.reach(target)
        self.page.keyboard.type(text)

    def choose(self, form: Form, what: str, name: str) -> None:
        """Choose by typing the name, where the form has such a select."""
        if form.select(what).count():
            self.type(form.offers(what, name).select(what), name)
            chosen = form.select(what).locator("option:checked")
            expect(chosen, f"typing the name of a {what} does not choose it\n{name!r}").to_have_js_property(
                "label", name
            )

    def send(self, submit: Locator) -> None:
        """Press Enter in a field, once the form can be sent: a page may have to wake up first."""
        expect(submit, "the form cannot be sent").to_be_enabled()
        note(self.page)
        self.page.keyboard.press("Enter")
