"""A form: on a page of its own, in a dialog or as a part of the page."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

from playwright.sync_api import ElementHandle, Error, Locator, Page, Request, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.browser.parts.before import form_alerts, has_sent, new_alerts
from servio_verify.browser.parts.hydration import hydrated
from servio_verify.browser.parts.literal import literal
from servio_verify.browser.parts.locators import MODALS, first_of
from servio_verify.run.polling import wait_in

_OTHER_FORMS = ':not(footer *, search *, [role="search"], [role="search"] *)'
_OF_PEOPLE = ':not(:has([type="email"], [type="password"]))'
"""What tells a form for an entry from a search, and from a newsletter or a sign-in that asks for a name, too."""

OPENS_SECONDS = 1.0
"""Where such a field stood there before the form was asked for, the form's own may come so much later."""

ENABLED_SECONDS = 1.0
"""A submit that is still disabled so long after the form was filled in stays so."""

HELD_SECONDS = 1.0
"""So long what a form sends is held up, as by a slow server."""


class Form:
    """The form that holds a field; `selector` is the contract's for that field, `beside` for another one in it.

    A page may hold other forms, with a field of the same name and buttons of their own: a filter of the list, for one.
    Where a dialog holds the field, what lies under it is never the form.
    """

    def __init__(self, page: Page, selector: str, beside: str = "") -> None:
        self.page = page
        self.selector = selector
        self._is_held_back = False
        self._beside = beside
        others = f':not(:has({selector}[type="search"])){_OTHER_FORMS}'
        people = "" if selector.startswith("select") else _OF_PEOPLE
        is_it = f":has({selector})" + (f":has({beside})" if beside else f"{others}{people}")
        self._modal = f"{MODALS}:has({selector})"
        self.css = f"form{is_it}"
        self.field = self.inside(selector)
        # A dialog may keep its button outside its form.
        own = f':is(button, input)[type="submit"]:not(form:not({is_it}) *)'
        plain = f'{self.css}:not(:has([type="submit"])) button:not([type])'  # in a form, that is a submit too
        submits = page.locator(f"{own}, {plain}").filter(visible=True)
        self.submit = first_of(page, submits.and_(page.locator(f"{self._modal} *")), submits)

    @property
    def alert(self) -> Locator:
        """What alerts the user of this form, and did not before it was sent."""
        return form_alerts(self.page, self.selector).first

    @property
    def refusal(self) -> Locator:
        """What may tell the user that the form was refused: an alert, or the browser's own words at a field."""
        return new_alerts(self.page).or_(self.unsent).first

    @property
    def unsent(self) -> Locator:
        """What says that nothing was sent: fields with the browser's own words, or a submit that stays disabled."""
        if self._is_held_back:
            return self.submit.and_(self.page.locator(":disabled, [aria-disabled='true']"))
        held = ":not(*)" if has_sent(self.page) else ":not([novalidate]) :is(input, select, textarea):invalid"
        return self.page.locator(f"{self.css}{held}").filter(visible=True)

    def on(self, page: Page) -> "Form":
        """Return the same form on another page."""
        return Form(page, self.selector, self._beside)

    def inside(self, selector: str) -> Locator:
        """Return a part of this form, or of the page where no form holds the field."""
        places = [
            self.page.locator(f"{place}{self.css} {selector}, {within}:not(:has({self.css})) {selector}:not(form *)")
            for place, within in ((f"{self._modal} ", self._modal), ("", "body"))
        ]
        return first_of(self.page, *(place.filter(visible=True) for place in places))

    def asked_for(self, press: Callable[[], object]) -> None:
        """Press what leads to the form, and wait a moment for it where another field of the same name stands there."""
        standing = self.field.element_handle() if self.field.count() else None
        press()
        if standing is not None:
            wait_in(self.page, lambda: self._is_another(standing), OPENS_SECONDS)

    def _is_another(self, standing: ElementHandle) -> bool:
        try:
            found = self.field.evaluate_all("(found, one) => found.some(each => each !== one)", standing)
        except Error:  # the page that it stood on is gone
            return True
        return bool(found)

    def send(self) -> None:
        """Press submit, unless it stays disabled: so a form may say that it cannot be sent as it is."""
        self._is_held_back = not wait_in(self.page, self.submit.is_enabled, ENABLED_SECONDS)
        if not self._is_held_back:
            self.submit.click()

    @property
    def is_in_dialog(self) -> bool:
        """Whether it stands in a dialog, which covers the page and keeps the focus."""
        return self.field.and_(self.page.locator(f"{self._modal} *")).count() > 0

    def enter_twice(self) -> None:
        """Press Enter twice in its field, the second time while what was sent is held up."""
        with self._held_up():
            self.field.focus()
            for _ in range(2):
                self.page.keyboard.press("Enter")

    def press_again_while_it_is_saved(self) -> None:
        """Press submit, and once more if that can be pressed while what was sent is held up, for a second."""
        with self._held_up() as (sent, held):
            self.submit.click(no_wait_after=True)
            wait_in(self.page, lambda: bool(sent), HELD_SECONDS)
            if held:
                with suppress(PlaywrightTimeoutError):  # it is gone, disabled, or covered
                    self.submit.click(no_wait_after=True, timeout=HELD_SECONDS * 1000)

    @contextmanager
    def _held_up(self) -> Iterator[tuple[list[Request], list[Route]]]:
        """Hold up what the page sends that may change something; give what it sent, and what of it is held.

        A form that is sent as a page of its own is not held up: nothing can be asked of a page that is being left.
        """
        held: list[Route] = []
        sent: list[Request] = []
        released: list[bool] = []

        def hold(route: Route) -> None:
            if route.request.method in ("GET", "HEAD", "OPTIONS"):
                route.fallback()
                return
            sent.append(route.request)
            if released or route.request.is_navigation_request():
                route.fallback()
            else:
                held.append(route)

        self.page.route("**/*", hold)
        try:
            yield sent, held
        finally:
            released.append(True)
            for route in held:
                with suppress(Error):  # the page has given it up for the second
                    route.fallback()
            self.page.unroute("**/*", hold)

    def select(self, what: str) -> Locator:
        """Return the select of that name."""
        return self.inside(f'select[name="{what}"]')

    def offers(self, what: str, name: str) -> Self:
        """Wait until that select, which may be filled late, offers this name."""
        options = self.select(what).locator("option")
        reads = options.filter(has_text=re.compile(rf"^\s*{literal(name)}\s*$"))
        option = reads.or_(options.and_(self.page.locator(f"[label={json.dumps(name, ensure_ascii=False)}]")))
        expect(
            option, f"the form's select of the {what} does not offer a {what} that exists\n{name!r}"
        ).to_be_attached()
        return self

    def choose(self, what: str, name: str) -> Self:
        """Choose this name in that select; what stands there by default is left as it is, as a user does."""
        if not self.offers(what, name).stands(what, name):
            self.select(what).select_option(label=name)
        return self

    def stands(self, what: str, name: str) -> bool:
        """Return whether this name stands in that select, by default or as it was chosen before."""
        shown = hydrated(self.select(what)).evaluate("select => select.selectedOptions[0]?.label.trim()")
        return bool(shown == name)
