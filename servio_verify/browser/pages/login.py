"""The sign-in page."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts import one_time_code, sign_in_fields
from servio_verify.browser.parts.arrival import at_login
from servio_verify.browser.parts.before import form_alerts, note
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.parts.locators import see
from servio_verify.browser.parts.steps import step
from servio_verify.browser.told_refusal import RefusedForm
from servio_verify.environments.layout.current import at
from servio_verify.run import pacing
from servio_verify.run.polling import wait_in
from servio_verify.secrets import second_factor

COMES_SECONDS = 2.0
"""So long a form that Sign out leads to may take to come."""

UNNAMED = 'input[type="password"]:not([name="password"])'
HINT = "the sign-in form's fields have other names than email and password: see [sign_in] fields"


class LoginPage:
    """`/login`: e-mail, password, submit."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = sign_in_fields.email(page)
        self.password = sign_in_fields.password(page)
        self.submit = sign_in_fields.submit(page)

    @property
    def alert(self) -> Locator:
        """What alerts the user, and did not before the form was sent."""
        return form_alerts(self.page, sign_in_fields.fields().password).first

    @step("Open the sign-in page")
    def open(self) -> Self:
        """Go there and see the form."""
        load_page(self.page, at("/login"))
        return self.shown()

    def shown_or_open(self) -> Self:
        """See the form that has come without a page being opened, or go there: Sign out may lead anywhere."""
        return self if wait_in(self.page, self.submit.is_visible, COMES_SECONDS) else self.open()

    def shown(self) -> Self:
        """See the form."""
        try:
            see(self.email, "the login page shows no form")
        except AssertionError as error:
            if self.page.locator(UNNAMED).filter(visible=True).count():
                raise AssertionError(HINT) from error
            raise
        return self

    @step("Sign in")
    def sign_in(self, email: str, password: str) -> None:
        """Fill in the form and send it."""
        hydrated(self.submit)
        self.email.fill(email)
        self.password.fill(password)
        pacing.before_sign_in()
        note(self.page)
        self.submit.click()
        self.give_code(email)

    def tells_refusal(self, otherwise: str) -> None:
        """See that an alert tells why the form was refused."""
        fields = sign_in_fields.fields()
        form = ", ".join(fields.forms)
        RefusedForm(self.page, form, fields.password, lambda page: LoginPage(page).open()).tells(otherwise)

    def give_code(self, email: str) -> None:
        """Give the code that the form asks for after the password, where this account has a second factor."""
        if second_factor.is_kept(email):
            one_time_code.give(self.page, email, self.alert)

    def took_over(self, when: str) -> None:
        """See that the dashboard's address has led here; where it has not, say whether the dashboard is shown."""
        try:
            expect(self.page, f"{when}, the dashboard does not lead to login").to_have_url(at_login())
        except AssertionError as error:
            if Navigation(self.page).sign.is_visible():
                raise AssertionError(f"{when}, the dashboard opens") from error
            raise
        expect(self.email, f"{when}, the dashboard leads to no sign-in form").to_be_visible()
