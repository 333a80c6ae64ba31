"""The API's refusal and failure of what a form sends, told to the page in its stead: what it makes of them."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Protocol

from playwright.sync_api import Error, Locator, Page, expect

from servio_verify.browser.pages.section import Section
from servio_verify.browser.pages.stand_in import FORMS_OF_DETAILS, Details, answering
from servio_verify.browser.parts.before import ANEW, alerts, before, decided_alerts, has_sent, is_answered, new_alerts
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.locators import MODALS
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast
from servio_verify.run.polling import wait_in
from servio_verify.traffic.observations import note_not_covered

FAILED = r"answered [45]\d\d$|^uncaught: "
"""What a page may complain of then: it is not promised what it says where its API fails."""

TOLD_SECONDS = 10.0
QUIET_SECONDS = 1.5
"""So long after an answer, a client has not tried again, nor taken back that it was done;"""

SLOWER = 2.5
"""and one that tries again waits so many times longer before the next time at most."""

CLOSES_SECONDS = 1.0
ENABLED_SECONDS = 1.0
BUSY = ":disabled, [aria-disabled='true'], [aria-busy='true']"
_CORRECT = """found => {
    for (const one of found)
        for (const event of ["input", "change"]) one.dispatchEvent(new Event(event, {bubbles: true}));
}"""
_AT_REST = """found => Promise.race([
    new Promise(done => setTimeout(done, 2000)),
    Promise.allSettled(document.getAnimations()
        .filter(one => one.effect?.getComputedTiming().endTime < Infinity
            && found.some(each => one.effect.target?.contains(each)))
        .map(one => one.finished)),
])"""
"""A dialog may fade out, and be gone once it has."""


class FormPage(Protocol):
    """A page with a form for a new entry."""

    page: Page
    toast: Toast
    form: Form
    section: Section


def send_after_failures(shown: FormPage, fill: Callable[[], object], created: str, *statuses: int) -> None:
    """Fill in the form and send it, once for each status that the API is made to answer with, and then for good.

    What does not go to the API's own address is answered by nobody else, and sent once. `created` is what the page
    says when it was done.
    """
    fill()
    for status in statuses:
        if not _is_refused(shown, fill, created, status):
            return
    shown.form.submit.click()


def _is_refused(shown: FormPage, fill: Callable[[], object], created: str, status: int) -> bool:
    """Send the form, and fill it in anew; return whether it was answered in the API's stead.

    Raises AssertionError where the page says wrongly what became of it.
    """
    *others, last = FORMS_OF_DETAILS[status]
    for details in (*others, last):
        stands = _old_refusals(shown.page).count() > 0
        told = _send(shown, created, status, details, soon=stands or details is not last)
        if told is None:
            return False
        fill()
        expect(shown.form.submit, "a form that was refused, and corrected, cannot be sent").to_be_enabled()
        if told or stands or status >= 500:
            return True
    silent = "by this run in the API's place, and nothing says why (role=alert)"
    raise AssertionError(f"a form is refused ({status}), {silent}")


@step("Send the form to an API that fails")
def _send(shown: FormPage, created: str, status: int, details: Details, *, soon: bool) -> bool | None:
    """Return whether something tells of the refusal; None where nothing was sent to the API. `soon`: see `_outcome`."""
    page, dialogs = shown.page, _dialogs(shown).count()
    with answering(page, status, details) as answered:
        shown.form.submit.click()
        wait_in(page, _outcome(shown, created, answered, soon=soon), TOLD_SECONDS)
        if not answered:
            elsewhere = "its entry to the API's address" if has_sent(page) else f"it within {TOLD_SECONDS:g} s"
            note_not_covered(f"what a form says where the API fails: it does not send {elsewhere}")
            return None
        told = new_alerts(page).count() > 0 or _is_told_again(page)
        if not told and shown.toast.text(created).is_visible():
            done = f"and the page says {created}"
            raise AssertionError(f"a form is answered {status}, by this run in the API's place, {done}")
        _return_to_form(shown, dialogs, is_stuck=_is_stuck(shown, status, told=told))
    return told


def _is_told_again(page: Page) -> bool:
    """Return whether an alert reads as an earlier refusal did, and was drawn anew since the last press."""
    with suppress(Error):  # the page is being left
        return bool(_old_refusals(page).evaluate_all(ANEW))
    return False


def _old_refusals(page: Page) -> Locator:
    """Return the alerts that read as an earlier refusal did."""
    return alerts(page).filter(has_text=before(page).refused, visible=True)


def _return_to_form(shown: FormPage, dialogs: int, *, is_stuck: bool) -> None:
    """See the form again, which a failure may have left, covered or closed; `dialogs` stood there before."""
    over = _dialogs(shown)
    with suppress(Error):  # the page is being left
        shown.form.field.evaluate_all(_AT_REST)
    if is_covered := over.count() > dialogs:
        shown.page.keyboard.press("Escape")
        is_covered = not wait_in(shown.page, lambda: over.count() <= dialogs, CLOSES_SECONDS)
    if is_stuck or is_covered or not shown.form.field.is_visible():
        shown.section.open().open_form()


def _is_stuck(shown: FormPage, status: int, *, told: bool) -> bool:
    """Return whether submit stays disabled: a page may want a change first, or time where the API has failed."""
    if not _is_busy(shown):
        return False
    with suppress(Error):  # the page is being left
        shown.form.field.evaluate_all(_CORRECT)
    stays = not wait_in(shown.page, lambda: not _is_busy(shown), ENABLED_SECONDS)
    if stays and status >= 500:
        note_not_covered(f"that a form can be sent again after a {status}: its submit stays disabled")
    return stays and (status >= 500 or not told)


def _dialogs(shown: FormPage) -> Locator:
    """Return the dialogs that hold another thing than the form."""
    return shown.page.locator(f"{MODALS}:not(:has({shown.form.selector}))").filter(visible=True)


def _outcome(shown: FormPage, created: str, answered: list[float], *, soon: bool) -> Callable[[], bool]:
    """Return what says whether the page has told what became of it; `soon` once it is at rest, and told nothing."""
    page, done = shown.page, shown.toast.text(created)

    def is_told() -> bool:
        return decided_alerts(page).count() > 0 or _is_told_again(page)

    def is_over() -> bool:
        if not answered:
            return is_answered(page) and (done.is_visible() or is_told())
        return is_told() or ((soon or done.is_visible()) and _rests(answered) and not _is_busy(shown))

    return is_over


def _rests(answered: list[float]) -> bool:
    gap = answered[-1] - answered[-2] if len(answered) > 1 else 0.0
    return monotonic() - answered[-1] > max(QUIET_SECONDS, SLOWER * gap)


def _is_busy(shown: FormPage) -> bool:
    return shown.form.submit.and_(shown.page.locator(BUSY)).count() > 0
