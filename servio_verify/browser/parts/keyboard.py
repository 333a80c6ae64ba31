"""Keyboard-only use of a page."""

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.loading import steadily
from servio_verify.traffic import lateness

MOST_TABS = 150
"""A control that this many presses of Tab do not reach is out of reach."""

_HAS_FOCUS = """element => {
    const own = element.closest('a, button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])');
    return own !== null && own === document.activeElement;
}"""


class Keyboard:
    """Tab, Enter and typing; never a click."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus; AssertionError where that never comes."""
        hydrated(target)
        for _ in range(MOST_TABS):
            if steadily(self.page, lambda: target.evaluate(_HAS_FOCUS)):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target.first.evaluate('e => e.outerHTML.slice(0, 120)')}")

    def press(self, target: Locator) -> None:
        """Reach it and press Enter."""
        lateness.wait_before_reading(self.page)
        self.reach(target)
        note(self.page)
        self.page.keyboard.press("Enter")

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
