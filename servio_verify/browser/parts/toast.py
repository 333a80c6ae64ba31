"""Toasts: messages about what was just done."""

from playwright.sync_api import Locator, Page

from servio_verify.browser.parts.before import has_sent, is_answered, new_text
from servio_verify.browser.parts.locators import see
from servio_verify.browser.parts.steps import step
from servio_verify.run.polling import wait_in
from servio_verify.traffic import lateness

ANSWERED_SECONDS = 5.0


class Toast:
    """A text that appears, wherever and for how long the page likes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def text(self, text: str) -> Locator:
        """Return the place that says it, and did not before the last press."""
        return new_text(self.page, text)

    @step("See that it was done")
    def shows(self, text: str, after: str = "the form was sent") -> None:
        """Wait until the page says it, and has the answers to what it sent: it may say so before.

        `after` is what was done, for the sentence where it does not.
        """
        see(self.text(text), f"{after}, and nothing says {text!r}")
        wait_in(self.page, lambda: is_answered(self.page) or not has_sent(self.page), ANSWERED_SECONDS)
        lateness.note_write()
