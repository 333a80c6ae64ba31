"""Page objects: one class a page, with the contract's own selectors (CONTRACT.md, Web app)."""

import re

from playwright.sync_api import Page

DASHBOARD = re.compile(r"^(?!.*/login\b).*dashboard")
"""The address of a signed-in person; `/login?next=/dashboard` is not it."""

LOGIN = re.compile(r"^[^?]*/login\b")
"""The address of the sign-in form."""

TOO_MANY_REQUESTS = 429


def wait_for_answers(page: Page) -> None:
    """Wait until all that the page sent is answered, also what it sent twice; a beacon is not for an answer."""
    for request in page.requests():
        if request.method != "GET" and request.resource_type in ("document", "fetch", "xhr"):
            request.response()


def throttled(page: Page) -> str | None:
    """Return in one line what the page was told to ask less often for, or None where it was not."""
    answers = (request.existing_response for request in page.requests())
    refused = [answer for answer in answers if answer and answer.status == TOO_MANY_REQUESTS]
    return f"{refused[-1].request.method} {refused[-1].url} answered {TOO_MANY_REQUESTS}" if refused else None
