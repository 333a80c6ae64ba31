"""The sign-in page."""

from typing import Self

from playwright.sync_api import Page, expect

from servio_verify.browser.pages.hydration import hydrated
from servio_verify.browser.pages.locators import alerts
from servio_verify.browser.steps import step


class LoginPage:
    """`/login`: e-mail, password, submit."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = page.locator('input[name="email"]')
        self.password = page.locator('input[name="password"]')
        # A page may hold other submit buttons (a language switch, a search): the one beside the password is meant.
        self.submit = page.locator(
            'form:has(input[name="password"]) button[type="submit"],'
            'body:not(:has(form input[name="password"])) button[type="submit"]'
        ).first
        self.alert = alerts(page).first

    @step("Open the sign-in page")
    def open(self) -> Self:
        """Go there and see the form."""
        self.page.goto("/login")
        expect(self.email, "the login page shows no form").to_be_visible()
        return self

    @step("Sign in")
    def sign_in(self, email: str, password: str) -> None:
        """Fill in the form and send it."""
        hydrated(self.submit)
        self.email.fill(email)
        self.password.fill(password)
        self.submit.click()
