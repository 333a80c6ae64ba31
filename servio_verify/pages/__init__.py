"""Page objects: one class a page, with the contract's own selectors (CONTRACT.md, Web app)."""

import re

from playwright.sync_api import Page

DASHBOARD = re.compile(r"^(?!.*/login\b).*dashboard")
"""The address of a signed-in person; `/login?next=/dashboard` is not it."""

LOGIN = re.compile(r"^[^?]*/login\b")
"""The address of the sign-in form."""


def wait_for_answers(page: Page) -> None:
    """Wait until everything that the page sent is answered, also what it sent twice."""
    for request in page.requests():
        if request.method != "GET":
            request.response()
