"""Keyboard-only use of a page."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.locators import FOCUSED, HOLDS, UP
from servio_verify.run.polling import wait_in
from servio_verify.traffic import lateness

MOST_TABS = 400
"""A control that this many presses of Tab do not reach is out of reach, as is one that a whole round leaves out."""

ARROWS = ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")
MOST_ARROWS = 12
"""The same for an entry of a menu bar, which has one stop for Tab, and the arrows go on from there."""

MOST_IN_FORM = 200
"""A form that so many presses do not leave, or that comes back to its first field, keeps the keyboard."""

CLOSES_SECONDS = 1.0
ENABLED_SECONDS = 1.0

# Where nothing but a form takes the focus, Tab goes round in it by right. In a dialog that is right as well: there it
# is looked for a control that may close it, which is any but the fields and what sends them.
_IS_KEPT = (
    f"element => {{{UP}{HOLDS}{FOCUSED}"
    + """
    const form = up(element, 'form');
    const dialog = up(element, 'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]');
    if (dialog) {
        const isField = focused.matches('input, select, textarea'), sends = focused.type === 'submit' && focused.form;
        return holds(dialog, focused) && (isField || sends || focused.tabIndex < 0);
    }
    const others = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
    return holds(form, focused) && [...others].some(other => other.tabIndex >= 0 && !other.disabled
        && !form.contains(other) && !other.closest('[inert]') && other.checkVisibility({visibilityProperty: true}));
}"""
)
_IS_ON = f"element => {{{FOCUSED} return focused === element; }}"
_FOCUS = (
    f"element => {{{UP}{HOLDS}{FOCUSED}"
    + """
    const own = up(element, 'a, button, input, select, textarea, summary, [tabindex]');
    if (own !== null && own === focused) return 'here';
    const bars = ['menubar', 'menu', 'toolbar', 'tablist', 'radiogroup', 'tree', 'listbox', 'grid'];
    const bar = up(element, ['nav', ...bars.map(role => `[role="${role}"]`)].join(', '));
    const moves = own?.tabIndex === -1 && holds(bar, focused) && !focused.matches('input, select, textarea');
    return moves ? 'beside' : !focused || focused === document.body ? 'nowhere' : 'elsewhere';
}"""
)


class Keyboard:
    """Tab, Enter and typing; never a click."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus, and arrows in a menu bar; AssertionError where that never comes."""
        hydrated(target)
        rounds = 0
        for pressed in range(MOST_TABS):
            focus = self._focus(target)
            if focus == "here" or (focus == "beside" and self._reach_by_arrows(target)):
                return
            rounds += pressed > 0 and focus == "nowhere"  # behind the last stop, and before the first
            if rounds > 1:
                break
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

    def get_out_of(self, field: Locator, again: Callable[[], object]) -> None:
        """Press Tab until the focus is outside the field's form, or on what may close its dialog.

        A dialog that nothing in it closes is left by Escape; then `again` opens it.
        """
        self.reach(field)
        for _ in range(MOST_IN_FORM):
            self.page.keyboard.press("Tab")
            if not steadily(self.page, lambda: field.evaluate(_IS_KEPT)):
                return
            if field.evaluate(_IS_ON):
                break
        self.page.keyboard.press("Escape")
        if not wait_in(self.page, field.is_hidden, CLOSES_SECONDS):
            raise AssertionError("the keyboard cannot leave a form: Tab goes round in it, and Escape closes nothing")
        again()

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
        """Press Enter in a field, once the form can be sent: a page may have to wake up first.

        Some look at a field when it is left, and not before.
        """
        if not wait_in(self.page, submit.is_enabled, ENABLED_SECONDS):
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Shift+Tab")
        expect(submit, "the form cannot be sent").to_be_enabled()
        note(self.page)
        self.page.keyboard.press("Enter")
