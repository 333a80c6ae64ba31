"""Refusal of the test user's own credentials by the sign-in form: what the browser saw of it."""

import re
from contextlib import suppress

from playwright.sync_api import Error, Page, Response

from servio_verify.browser.parts import sign_in_fields
from servio_verify.browser.parts.before import new_alerts
from servio_verify.browser.parts.loading import steadily
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.sign_in_refusal import FORBIDDEN, REFUSED, SECOND_FACTOR, raise_refused

BODY_SHOWN = 300
"""Characters of an answer that are kept as evidence."""

_WRONG = re.compile(r"invalid|incorrect|wrong|credential|not match|unknown (?:user|e-?mail)", re.IGNORECASE)
"""How forms say that a password is wrong where no status does: a server action answers 200."""


def raise_if_refused(page: Page) -> None:
    """Raise SignInRefusedError where the form refused what was typed into it, DoubtError where it asked for more.

    For a page that a sign-in with the right password should have left; any other failure is the caller's to tell.
    """
    sent = [request for request in page.requests() if b"password" in (request.post_data_buffer or b"")]
    answers = [answer for request in sent if (answer := request.existing_response)]
    for answer in reversed(answers):
        if answer.status in (*REFUSED, FORBIDDEN):
            raise_refused(
                Exchange(method="POST", url=answer.url, status=answer.status, body=_body(answer), account=_typed(page))
            )
    left = not sign_in_fields.password(page).is_visible()
    if left or any(answer.status >= 400 for answer in answers):
        return
    for alert in steadily(page, lambda: new_alerts(page).all_inner_texts()):
        if _WRONG.search(alert) or SECOND_FACTOR.search(alert):
            raise_refused(Exchange(method="POST", url=page.url, status=200, body=alert, account=_typed(page)))


def _body(answer: Response) -> str:
    with suppress(Error):  # the page is gone
        return " ".join(answer.text().split())[:BODY_SHOWN]
    return ""


def _typed(page: Page) -> str:
    """Return the e-mail that stands in the form, where it is still shown."""
    with suppress(Error):
        return sign_in_fields.email(page).input_value(timeout=1000)
    return ""
