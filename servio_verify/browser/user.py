"""A user who signs in by hand, for checks that may end or lose the session."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.login import LoginPage
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.pages.venues import VenuesPage
from servio_verify.browser.parts.arrival import dashboard_of, note_dashboard, wait_for_answers


@dataclass(frozen=True)
class BrowserUser:
    """A page, and the account to sign in with by hand."""

    page: Page
    account: tuple[str, str]
    open_context: Callable[..., BrowserContext]

    def sign_in(self) -> DashboardPage:
        """Type e-mail and password into the sign-in form, and arrive."""
        LoginPage(self.page).open().sign_in(*self.account)
        return DashboardPage(self.page).arrived()

    def sign_out_elsewhere(self) -> None:
        """End the session from the page of venues of a copy of this browser, which holds the same session."""
        copy = self.open_context(storage_state=self.page.context.storage_state()).new_page()
        note_dashboard(copy, dashboard_of(self.page))
        VenuesPage(copy).section.open()
        navigation = Navigation(copy)
        navigation.leave()
        expect(navigation.sign_out, "Sign out is pressed, and the page still offers it").to_be_hidden()
        wait_for_answers(copy)
