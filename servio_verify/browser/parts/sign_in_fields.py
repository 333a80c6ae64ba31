"""Fields of the sign-in form: by the contract's names, or by what they mean (`[sign_in] fields`)."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from servio_verify.environments.layout import current

_NEW = ':not([autocomplete~="new-password"])'
_EMAIL_LABEL = re.compile(r"e-?mail|user ?name", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """Selectors of the form's parts; `label` finds the e-mail's field where no attribute tells it.

    A form to register may stand beside it. What autocomplete says is not promised: where it calls every password a
    new one, it is not listened to.
    """

    email: str
    password: str
    submit: str
    label: re.Pattern[str] | None = None

    @property
    def known_password(self) -> str:
        """Selector of the password where it is not called a new one, unless there is no other."""
        known = f"{self.password}{_NEW}"
        return f"{known}, body:not(:has({known})) {self.password}"

    @property
    def forms(self) -> tuple[str, str]:
        """Selectors of the form with that password: one for each of these cases."""
        known = f"{self.password}{_NEW}"
        return f"form:has({known})", f"body:not(:has({known})) form:has({self.password})"


BY_NAME = Fields('input[name="email"]', 'input[name="password"]', 'button[type="submit"]')
BY_MEANING = Fields(
    ':is(input[type="email"], input[autocomplete~="username"], input[autocomplete~="email"],'
    ' input:is([name*="mail" i], [id*="mail" i]):not([type="checkbox"], [type="hidden"]))',
    f'input[type="password"]{_NEW}',
    ':is(button[type="submit"], input[type="submit"], form button:not([type]))',
    _EMAIL_LABEL,
)


def fields() -> Fields:
    """Return how the fields are found here."""
    return BY_MEANING if current.layout().sign_in.fields == "by meaning" else BY_NAME


def email(page: Page) -> Locator:
    """Return the field of the e-mail."""
    own = fields()
    found = page.locator(beside_password(own.email))
    if own.label:
        labelled = page.get_by_label(own.label).and_(page.locator(beside_password('input:not([type="checkbox"])')))
        found = found.or_(labelled.and_(page.locator(f":not({own.password})")))
    return found.filter(visible=True).first


def password(page: Page) -> Locator:
    """Return the field of the password."""
    return page.locator(fields().known_password).filter(visible=True).first


def submit(page: Page) -> Locator:
    """Return what sends the form."""
    return page.locator(beside_password(fields().submit)).filter(visible=True).first


def beside_password(selector: str) -> str:
    """Return the selector of what is in one form with the password: a page may hold a newsletter or a search."""
    secret = fields().password
    own = ", ".join(f"{form} {selector}" for form in fields().forms)
    return f"{own}, body:not(:has(form {secret})) {selector}:not(form *)"
