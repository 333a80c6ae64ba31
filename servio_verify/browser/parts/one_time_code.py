"""The field of a second factor's code, which a sign-in form shows after the password."""

from playwright.sync_api import Locator, Page

from servio_verify.browser.parts.before import is_answered
from servio_verify.environments.layout import current
from servio_verify.run.polling import wait_in
from servio_verify.secrets import second_factor

ASKED_SECONDS = 10.0
"""How long a form has to ask for it, to lead on, or to refuse."""

REFUSED_SECONDS = 1.0
"""How long after the answer an alert may stand before it is taken for a refusal: others come with the field."""

SENT_SECONDS = 0.5
"""How long a form that sends a whole code by itself takes to begin."""

_NAMES = ("code", "otp", "totp", "mfa", "token")


def field(page: Page) -> Locator:
    """Return the field: marked for one-time codes, or of a name that such fields have."""
    by_name = ", ".join(f'input[name="{name}" i]' for name in (current.layout().sign_in.code, *_NAMES))
    return page.locator(f'input[autocomplete~="one-time-code"], {by_name}').filter(visible=True).first


def give(page: Page, email: str, alert: Locator) -> None:
    """Wait until the form asks for a code and type one; it may ask for none, or refuse what was sent.

    An alert refuses it once the answer is there; one that comes before is about something else.
    """
    asked, login = field(page), page.url

    def goes_on() -> bool:
        return asked.is_visible() or page.url.partition("?")[0] != login.partition("?")[0]

    def decided() -> bool:
        return goes_on() or (alert.is_visible() and is_answered(page))

    if wait_in(page, decided, ASKED_SECONDS) and not goes_on():
        wait_in(page, goes_on, REFUSED_SECONDS)
    if not asked.is_visible():
        return
    code = second_factor.next_code(email)
    asked.click()
    page.keyboard.type(code)  # a field for each digit leads on to the next by itself
    if not wait_in(page, lambda: not asked.is_visible() or page.url != login, SENT_SECONDS):
        page.keyboard.press("Enter")
