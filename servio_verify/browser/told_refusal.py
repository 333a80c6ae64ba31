"""Proof that the user is told of a refusal: by an alert of the form, or one that does not come by itself."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Error, Locator, Page, expect

from servio_verify.browser.parts.before import FRAME, IN_PROGRESS, alerts, before, new_alerts
from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.locators import DRAWN, HOLDS
from servio_verify.run.polling import wait_in

MARGIN_SECONDS = 0.5
MOST_SECONDS = 6.0
"""What comes by itself later than this after a page was opened is taken for an answer."""

ROUNDS = 3
"""So many unrelated alerts, one after another, may come before the form's own."""

_REFUSES = re.compile(
    r"\b(?:invalid|incorrect|wrong|required|missing|must|cannot|empty|blank|denied|refused|rejected|failed|failure|unable|bad"
    r"|please (?:enter|choose|select|fill|give|provide|check|correct)"
    r"|unknown|unauthori[sz]ed|at least|too (?:short|long)|try again|not (?:valid|match|allowed|found|recogni[sz]ed)"
    r"|(?:could|can|did|do|does|was|were|is|are)(?:n't|n\u2019t| not))\b"
    # German, French, Spanish, Italian, Portuguese and Dutch: the beginnings of the same words
    r"|\b(?:fehl|falsch|ung[u\u00fc]ltig|erforderlich|pflichtfeld|bitte (?:geben|f[u\u00fc]llen|pr[u\u00fc]fen)"
    r"|\u00e9ch(?:ou|ec)|requis|obligatoir|veuillez|inv[a\u00e1]lid|obligatori|requerid|fall[o\u00f3i]|errat|non valid"
    r"|incorret|obrigat[o\u00f3]ri|falh|mislukt|onjuist|ongeldig|verplicht)",
    re.IGNORECASE,
)
"""How a refusal puts it, where an alert stands in the page's frame and names no field of the form."""

_READABLE = re.compile(
    r"\b(?:the|this|that|your?|our|is|are|was|will|have|has|we|with|for|and|soon|now|new|connected|maintenance|welcome"
    r"|der|die|das|ist|sind|wir|und|eine?|f\u00fcr|ihre?|les?|vous|votre|est|nous|pour|el|los|su|usted|est\u00e1|il|sono"
    r"|\u00e8|os|seu|sua|s\u00e3o|het|een|uw|zijn)\b",
    re.IGNORECASE,
)
"""Words of the same languages. Of a text that has none, the words do not tell whether it refuses."""

_NO_REASON = re.compile(r"^\W*(?:\w+\W*:\s*)?(?:\[object \w+\]|undefined|null|NaN)\W*$")
"""How a value reads that is no text, with one word before it at most."""

_READ = (
    f"(alerts, {{form, field, frame}}) => {{ {HOLDS}{DRAWN}"
    + """
    return alerts.map(alert => {
    const forms = [...document.querySelectorAll(form)];
    const fields = forms.flatMap(one => [...one.querySelectorAll('input, select, textarea')])
        .concat([...document.querySelectorAll(field)]);
    const homes = forms.map(one => one.closest('dialog, [role="dialog"], [role="alertdialog"]') ?? one);
    const ids = fields.flatMap(one => ['aria-describedby', 'aria-errormessage'].map(name => one.getAttribute(name)))
        .join(' ').split(/\\s+/).filter(Boolean);
    const around = alert.parentElement?.closest(frame);
    const of = element => element && (homes.some(home => holds(home, element))
        || ids.some(id => element.closest('#' + CSS.escape(id)) || element.querySelector('#' + CSS.escape(id))));
    const labels = fields.flatMap(one => [one.name, one.placeholder, ...[...one.labels ?? []].map(l => l.textContent)]);
    return {
        text: words(alert), tied: Boolean(of(alert)), labels: labels.filter(Boolean),
        framed: Boolean(around && !around.querySelector(field)),
    };
    });
}"""
)


@dataclass(frozen=True)
class Alert:
    """An alert: `tied` to the form, or `framed` by the page's header, footer or navigation; or neither."""

    text: str
    tied: bool
    framed: bool
    labels: list[str]

    @property
    def is_progress(self) -> bool:
        """Whether it says that something is under way, and nothing of how it ended."""
        return bool(IN_PROGRESS.search(self.text)) and not _REFUSES.search(self.text)

    @property
    def names_the_form(self) -> bool:
        """Whether it names a field of the form, or says in so many words that something is refused."""
        words = (re.sub(r"^\W+|\W+$", "", label) for label in self.labels)
        named = any(re.search(rf"\b{re.escape(word)}\b", self.text, re.I) for word in words if word)
        return named or bool(_REFUSES.search(self.text))

    @property
    def is_unrelated(self) -> bool:
        """Whether its words and its place alone show that it tells of no refusal."""
        other = self.framed and not self.names_the_form and bool(_READABLE.search(self.text))
        return self.is_progress or other


@dataclass(frozen=True)
class RefusedForm:
    """A form that was sent and refused. `again` opens it in a new page as the check did, and sends nothing."""

    page: Page
    form: str
    field: str
    again: Callable[[Page], object]

    def tells(self, otherwise: str) -> None:
        """See that an alert tells of the refusal; AssertionError where none does, or only those about other things.

        An alert outside the form counts where it does not come as well while nothing is sent. One in the page's
        header, footer or navigation must name a field besides, or refuse in so many words, where its language is one
        of those known here. One that says that something is under way ("Saving\u2026") tells nothing.
        """
        for _ in range(ROUNDS):
            expect(new_alerts(self.page).first, otherwise).to_be_visible()
            standing = self._read(new_alerts(self.page))
            if tied := [alert for alert in standing if alert.tied and not alert.is_progress]:
                return _see_reason(tied)
            unrelated = [alert.text for alert in standing if alert.is_unrelated]
            if len(unrelated) < len(standing):
                unrelated += self._come_by_themselves()
            before(self.page).alerts += unrelated
            if others := [alert for alert in standing if before(self.page).new.search(alert.text)]:
                return _see_reason(others)
        raise AssertionError(otherwise)

    def _read(self, found: Locator) -> list[Alert]:
        asked = {"form": self.form, "field": self.field, "frame": FRAME}
        return [Alert(**said) for said in steadily(self.page, lambda: found.evaluate_all(_READ, asked))]

    def _come_by_themselves(self) -> list[str]:
        """Return what alerts say where the form is opened and nothing is sent, in the time that this page has had."""
        stood = steadily(self.page, lambda: self.page.evaluate("performance.now() / 1000"))
        seen: set[str] = set()
        page = self.page.context.new_page()

        def look() -> bool:
            with suppress(Error):
                seen.update(text for text in alerts(page).filter(visible=True).all_text_contents() if text.strip())
            return False

        try:
            self.again(page)
            with suppress(Error):  # an alert may wait for a first press
                page.locator(self.field).filter(visible=True).first.click(timeout=1000)
            wait_in(page, look, min(stood + MARGIN_SECONDS, MOST_SECONDS))
        finally:
            page.close()
        return list(seen)


def _see_reason(alerts: list[Alert]) -> None:
    if all(_NO_REASON.search(alert.text) for alert in alerts):
        raise AssertionError(f"a form is refused, and the reason reads {alerts[0].text.strip()!r}")
