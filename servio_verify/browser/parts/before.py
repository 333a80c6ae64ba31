"""Snapshot of a page before a press: only what is new afterwards was brought by it."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from playwright.sync_api import Error, Locator, Page, Request

from servio_verify.browser.parts.literal import flexible
from servio_verify.browser.parts.locators import DRAWN, saying, saying_just
from servio_verify.browser.recording.origins import is_kin, own_origins
from servio_verify.environments.gate import current

OLD_MESSAGE_SECONDS = 10.0
"""A message of an earlier press goes within this time; what stays is a part of the page."""

_UNDENIED = r"(?<!\bno\s)(?<!\bnot\s)"
_MESSAGES = re.compile(rf"{_UNDENIED}(?:venue|menu|order) created")
FRAME = ':is(body > header, body > footer, nav, [role="banner"], [role="contentinfo"], [role="navigation"])'
IN_PROGRESS = re.compile(
    r"(?:\u2026|\.\.\.)\W*$"
    r"|^\W*(?:please wait|one moment(?:,? please)?|loading|saving|sending|submitting|signing in)\W*$",
    re.IGNORECASE,
)
"""How a page puts it that it has not decided yet."""

_ANY = r"[\s\S]*\S"
_NODES = "const nodes = one => [one, ...one.querySelectorAll('*')].flatMap(each => [each, ...each.childNodes]);"
_READ = f"""alerts => {{ {DRAWN} {_NODES}
    alerts.flatMap(nodes).forEach(node => {{ node.servioVerifyStood = true; }});
    const slotted = alerts.filter(alert => alert.querySelector('slot'));
    return [document.body?.innerText ?? '', alerts.map(words), slotted.length];
}}"""
ANEW = f"alerts => {{ {_NODES} return alerts.flatMap(nodes).some(node => !node.servioVerifyStood); }}"
_GONE = """([texts, most]) => {
    const begun = performance.now();
    return new Promise(done => (function look() {
        const shown = document.body?.innerText.toLowerCase() ?? '';
        if (performance.now() - begun > most || !texts.some(text => shown.includes(text))) return done();
        setTimeout(look, 50);
    })());
}"""


@dataclass
class Before:
    """`alerts` are the texts of the alerts that stood there, `pages` all that was to be read, in lower case.

    `bare` says how often a message stood on one page at most with no word beside it, `said` what all that held its
    words read. `refusals` are the texts of alerts that came once something had been sent.
    """

    alerts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    bare: dict[str, int] = field(default_factory=dict)
    said: dict[str, set[str]] = field(default_factory=dict)
    refusals: set[str] = field(default_factory=set)
    writes: list[Request] = field(default_factory=list)
    slotted: int = 0
    beside: frozenset[str] | None = None

    def count(self, text: str) -> int:
        """Return how often a text stood on one page at most."""
        says = re.compile(_UNDENIED + re.escape(text.lower()))
        return max((len(says.findall(page)) for page in self.pages), default=0)

    @property
    def new(self) -> re.Pattern[str]:
        """What a new alert reads: something, and nothing that stood there; a number in it may have changed."""
        old = "|".join(map(flexible, self.alerts))
        return re.compile(rf"^(?!\s*(?:{old})\s*$){_ANY}" if old else _ANY)

    @property
    def refused(self) -> re.Pattern[str]:
        """What an alert reads that reads as an earlier refusal did."""
        return re.compile(rf"^\s*(?:{'|'.join(map(flexible, self.refusals))})\s*$" if self.refusals else r"^\b$")


_seen: WeakKeyDictionary[Page, Before] = WeakKeyDictionary()


def before(page: Page) -> Before:
    """Return what stood on this page before the last press."""
    return _seen.setdefault(page, Before())


def note_alerts(page: Page) -> None:
    """Take in the alerts that stand there before a form is filled in: it may refuse a field when that is left."""
    seen = before(page)
    told, slotted = _read(page)[1:]
    _keep(page, told, slotted)
    if seen.beside is None:
        seen.beside = frozenset(_address(request) for request in _writes(page))


def note(page: Page, *, filled: bool = False) -> None:
    """Take in what stands there now, before something is pressed. An old message gets the time to go.

    With `filled`, alerts were noted before (`note_alerts`), and what has come since counts as new.
    """
    seen = before(page)
    shown, told, slotted = _read(page)
    if standing := {text for text in _MESSAGES.findall(shown) if not seen.count(text)}:
        with suppress(Error):  # the page is being left
            page.evaluate(_GONE, [[*standing], OLD_MESSAGE_SECONDS * 1000])
        shown, told, slotted = _read(page)
    if not filled:
        _keep(page, told, slotted)
    seen.pages.append(shown)
    for text in {*_MESSAGES.findall(shown)}:
        seen.bare[text] = max(seen.bare.get(text, 0), saying_just(page, text).count())
        seen.said.setdefault(text, set()).update(saying(page, text).all_text_contents())
    seen.writes = _writes(page)


def _keep(page: Page, told: list[str], slotted: int) -> None:
    """Take these for the alerts that stand there; those that came after something was sent are refusals."""
    seen = before(page)
    if seen.pages and has_sent(page):
        seen.refusals.update(filter(seen.new.search, told))
    seen.alerts, seen.slotted = told, slotted


def has_sent(page: Page) -> bool:
    """Return whether the page has sent anything since the last press that may change something."""
    old = before(page).writes
    return any(request not in old for request in _writes(page))


def is_answered(page: Page) -> bool:
    """Return whether the page has sent something since the last press, and has an answer to all of it."""
    old = before(page).writes
    sent = [request for request in _writes(page) if request not in old]
    return bool(sent) and all(request.existing_response or request.failure for request in sent)


def alerts(page: Page) -> Locator:
    """Return what alerts the user; Next.js keeps one of its own on every page, which announces the page's title."""
    return page.get_by_role("alert").and_(page.locator(":not(#__next-route-announcer__)"))


def new_alerts(page: Page) -> Locator:
    """Return the alerts that the last press has brought: those that say what no alert said before."""
    seen, shown = before(page), alerts(page).filter(visible=True)
    slotted = shown.filter(has=page.locator("slot")).nth(seen.slotted)
    return shown.filter(has_text=seen.new).or_(slotted)


def decided_alerts(page: Page) -> Locator:
    """Return the new alerts without those that say what is under way."""
    return new_alerts(page).filter(has_not_text=IN_PROGRESS)


def form_alerts(page: Page, field: str) -> Locator:
    """Return the new alerts that may be of the form with this field: those in it, and toasts wherever they are.

    What the page's own frame says beside it, in its header, footer or navigation, is not; nor what is under way.
    """
    return decided_alerts(page).and_(page.locator(f":not({FRAME}:not(:has({field})) *)"))


def _writes(page: Page) -> list[Request]:
    """Return what the page has sent to Servio that may change something; what counts its clicks does not."""
    beside = before(page).beside or ()
    known, own = current.admission().addresses, own_origins(page.url)
    sent = (request for request in page.requests() if request.resource_type in ("document", "fetch", "xhr"))
    writes = (request for request in sent if request.method not in ("GET", "HEAD", "OPTIONS"))
    return [each for each in writes if _address(each) not in beside and (not known or is_kin(each.url, own))]


def _address(request: Request) -> str:
    return request.url.partition("?")[0]


def _read(page: Page) -> tuple[str, list[str], int]:
    """Return all that is to be read, in lower case, what alerts say, and how many have slots: in one look."""
    try:
        shown, told, slotted = alerts(page).filter(visible=True).evaluate_all(_READ)
    except Error:  # the page is being left: nothing stands there
        return "", [], 0
    return shown.lower(), [text for text in told if text.strip()], slotted
