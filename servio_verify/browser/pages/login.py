"""The sign-in page."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts.arrival import LOGIN
from servio_verify.browser.parts.before import form_alerts, note
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.parts.steps import step
from servio_verify.run import pacing

PASSWORD_FIELD = 'input[name="password"]'  # noqa: S105 - a selector


class LoginPage:
    """`/login`: e-mail, password, submit."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = self._beside('input[name="email"]')
        self.password = page.locator(PASSWORD_FIELD).filter(visible=True).first
        self.submit = self._beside('button[type="submit"]')

    @property
    def alert(self) -> Locator:
        """What alerts the user, and did not before the form was sent."""
        return form_alerts(self.page, PASSWORD_FIELD).first

    @step("Open the sign-in page")
    def open(self) -> Self:
        """Go there and see the form."""
        load_page(self.page, "/login")
        expect(self.email, "the login page shows no form").to_be_visible()
        return self

    @step("Sign in")
    def sign_in(self, email: str, password: str) -> None:
        """Fill in the form and send it."""
        hydrated(self.submit)
        note(self.page)
        self.email.fill(email)
        self.password.fill(password)
        pacing.before_sign_in()
        self.submit.click()

    def took_over(self, when: str) -> None:
        """See that the dashboard's address has led here; where it has not, say whether the dashboard is shown."""
        try:
            expect(self.page, f"{when}, the dashboard does not lead to login").to_have_url(LOGIN)
        except AssertionError as error:
            if Navigation(self.page).venues.is_visible():
                raise AssertionError(f"{when}, the dashboard opens") from error
            raise
        expect(self.email, f"{when}, the dashboard leads to no sign-in form").to_be_visible()

    def _beside(self, selector: str) -> Locator:
        """Return the part that is in one form with the password: a page may hold a newsletter, a search, a language."""
        within = f"form:has({PASSWORD_FIELD}) {selector}, body:not(:has(form {PASSWORD_FIELD})) {selector}:not(form *)"
        return self.page.locator(within).filter(visible=True).first
