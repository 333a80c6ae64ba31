"""Toasts: messages about what was just done."""

import re

from playwright.sync_api import Locator, Page

from servio_verify.browser.parts.before import before, has_sent, is_answered
from servio_verify.browser.parts.literal import flexible
from servio_verify.browser.parts.locators import saying, saying_just, see
from servio_verify.browser.parts.steps import step
from servio_verify.run.polling import wait_in
from servio_verify.traffic import lateness

ANSWERED_SECONDS = 5.0


class Toast:
    """A text that appears, wherever and for how long the page likes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def text(self, text: str) -> Locator:
        """Return the place that says it, not counting those that said it before the last press.

        One that says just this is not mistaken for a help that has more to say, and stood on another page; nor one
        that nothing read before, for the entries of a list that each say when they were created.
        """
        seen, said = before(self.page), saying(self.page, text)
        just = saying_just(self.page, text).nth(seen.bare.get(text.lower(), 0))
        found = just.or_(said.nth(seen.count(text)))
        if old := "|".join(map(flexible, seen.said.get(text.lower(), ()))):
            found = found.or_(said.filter(has_not_text=re.compile(rf"^\s*(?:{old})\s*$", re.I)))
        return found.first

    @step("See that it was done")
    def shows(self, text: str, after: str = "the form was sent") -> None:
        """Wait until the page says it, and has the answers to what it sent: it may say so before.

        `after` is what was done, for the sentence where it does not.
        """
        see(self.text(text), f"{after}, and nothing says {text!r}")
        wait_in(self.page, lambda: is_answered(self.page) or not has_sent(self.page), ANSWERED_SECONDS)
        lateness.note_write()
