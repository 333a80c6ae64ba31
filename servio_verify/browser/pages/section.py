"""A section of the web app: a list, reached from the navigation, with a form for a new entry."""

from typing import Self

import allure
from playwright.sync_api import ElementHandle, Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.browser.pages.dashboard import DashboardPage
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts.arrival import at_dashboard
from servio_verify.browser.parts.before import note
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.hydration import hydrated, wait_for_hydration
from servio_verify.browser.parts.loading import load_page, reload_page
from servio_verify.browser.parts.locators import MODALS, control, named, see
from servio_verify.browser.told_refusal import RefusedForm
from servio_verify.failures.resources import need
from servio_verify.run.polling import wait_in
from servio_verify.traffic import lateness

REACHED_SECONDS = 1.0
MOVES_SECONDS = 3.0
DRAWN_SECONDS = 1.0
_LEADS_HERE = """one => {
    const {origin, pathname} = one.closest('a') ?? {};
    return one.closest('[aria-current]') !== null || origin + pathname === location.origin + location.pathname;
}"""


class Section:
    """The list and its form. `link` is what the navigation calls it, `create` what leads to the form."""

    def __init__(self, page: Page, link: str, create: str, form: Form) -> None:
        need(f"/{link.lower()}")
        self.page = page
        self.link = Navigation(page).link(link)
        self.create = control(page, create)
        self._text = link
        self._plural = link.lower()
        self._create = create
        self._form = form

    def open(self) -> Self:
        """Go there as a user does: from the dashboard."""
        DashboardPage(self.page).open()
        return self.enter()

    def enter(self) -> Self:
        """Go there from any signed-in page."""
        with allure.step(f"Go to the {self._plural}"):
            lateness.wait_before_reading(self.page)
            self._leave_dialog()
            standing = self._create_elsewhere()
            hydrated(self.link).click()
            if standing is not None:
                self._wait_for_another(standing)
            see(self.create, f"the page of {self._plural} offers no {self._create}")
        return self

    def _leave_dialog(self) -> None:
        """Close a dialog that keeps one from the navigation, as one may after what was made in it; else begin anew."""
        modals = self.page.locator(MODALS).filter(visible=True)
        if not modals.count() or self._is_in_reach():
            return
        self.page.keyboard.press("Escape")
        if not self._is_in_reach():
            DashboardPage(self.page).open()

    def _is_in_reach(self) -> bool:
        try:
            self.link.click(trial=True, timeout=REACHED_SECONDS * 1000)
        except PlaywrightTimeoutError:
            return False
        return True

    def _create_elsewhere(self) -> ElementHandle | None:
        """Return what leads to the form where another page has it too, as a dashboard may."""
        if not self.create.count() or self.link.evaluate(_LEADS_HERE):
            return None
        return self.create.element_handle()

    def _wait_for_another(self, standing: ElementHandle) -> None:
        """Wait a moment for the page that a click leads to: what it has may stand on the one before, too."""
        address = self.page.url

        def is_another() -> bool:
            try:
                return not self.create.evaluate_all("(found, one) => found.includes(one)", standing)
            except Error:  # the page that it stood on is gone
                return True

        wait_in(self.page, lambda: is_another() or self.page.url != address, MOVES_SECONDS)
        wait_in(self.page, is_another, DRAWN_SECONDS)

    def load(self, address: str) -> Self:
        """Load the address of the list directly; where all is at one address, that leads to the dashboard only."""
        with allure.step(f"Load the address of the {self._plural}"):
            lateness.wait_before_reading(self.page)
            load_page(self.page, address)
            if at_dashboard().search(address):
                return self.enter()
            return self.is_there(f"the page of {self._plural} loaded directly", address)

    def returned(self, address: str, how: str) -> Self:
        """See the list that has come back without a click; where all is at one address, it has to be gone to again."""
        with allure.step(f"See the {self._plural} {how}"):
            if at_dashboard().search(address):
                return self.open()
            return self.is_there(f"{how}, the page of {self._plural}", address)

    def is_there(self, subject: str, address: str) -> Self:
        """See the page of the list, and that its scripts have taken it over."""
        see(self.create, f"{subject} offers no {self._create}\n{address}")
        wait_for_hydration(self.page)
        return self

    def reload(self) -> Self:
        """Load the page anew; where one page is all there is, that leads to its beginning."""
        with allure.step(f"Load the {self._plural} anew"):
            lateness.wait_before_reading(self.page)
            reload_page(self.page)
            hydrated(self.link).click()
        return self

    def open_form(self, *, another: bool = False) -> Self:
        """Press the button that creates one, and see the form.

        `another` is one more in the same load of the page, which may still say of the one before that it was created.
        """
        with allure.step(f"Press {self._create}"):
            lateness.wait_before_reading(self.page)
            hydrated(self.create)
            if not another:
                note(self.page)
            self._form.asked_for(self.create.click)
            see(self._form.field, f"{self._create} leads to no form with {self._form.selector}")
        return self

    def load_form(self, address: str) -> None:
        """Load the address of the form directly; where all is at one address, that leads to the dashboard only."""
        with allure.step(f"Load the address of the form for {self._plural}"):
            lateness.wait_before_reading(self.page)
            load_page(self.page, address)
            if at_dashboard().search(address):
                self.enter().open_form()
            lacking = f"the form for {self._plural} loaded directly has no {self._form.selector}\n{address}"
            see(self._form.field, lacking)

    def form_names_sections(self, how: str = "") -> None:
        """See the navigation beside the form, where that is no dialog."""
        if not self._form.is_in_dialog:
            Navigation(self.page).names_sections(f"the form for {self._plural}{how} shows no")

    def tells_refusal(self, otherwise: str) -> None:
        """See that an alert, or the browser itself, tells why the form was refused."""
        form = self._form

        def again(page: Page) -> None:
            Section(page, self._text, self._create, form.on(page)).open().open_form()

        if not form.unsent.count():
            RefusedForm(self.page, form.css, form.selector, again).tells(otherwise)

    def entry(self, name: str) -> Locator:
        """Return the place in the list that shows this name."""
        return named(self.page, name)
