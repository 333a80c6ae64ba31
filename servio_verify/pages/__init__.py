"""Page objects: one class a page, with the contract's own selectors (CONTRACT.md, Web app)."""

import re

from playwright.sync_api import Page

DASHBOARD = re.compile(r"^(?!.*/login\b).*dashboard")
"""The address of a signed-in person; `/login?next=/dashboard` is not it."""

LOGIN = re.compile(r"^[^?]*/login\b")
"""The address of the sign-in form."""


def wait_for_answers(page: Page) -> None:
    """Wait until all that the page sent is answered, also what it sent twice; a beacon is not for an answer."""
    for request in page.requests():
        if request.method != "GET" and request.resource_type in ("document", "fetch", "xhr"):
            request.response()
