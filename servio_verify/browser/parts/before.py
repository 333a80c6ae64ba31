"""Snapshot of a page before a press: only what is new afterwards was brought by it."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from playwright.sync_api import Error, Locator, Page, Request

from servio_verify.browser.parts.literal import literal

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
_READ = f"""alerts => {{
    {_NODES}
    alerts.flatMap(nodes).forEach(node => {{ node.servioVerifyStood = true; }});
    return [document.body?.innerText ?? '', alerts.map(alert => alert.textContent ?? '')];
}}"""
_ANEW = f"alerts => {{ {_NODES} return alerts.flatMap(nodes).some(node => !node.servioVerifyStood); }}"
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

    def count(self, text: str) -> int:
        """Return how often a text stood on one page at most."""
        says = re.compile(_UNDENIED + re.escape(text.lower()))
        return max((len(says.findall(page)) for page in self.pages), default=0)

    @property
    def new(self) -> re.Pattern[str]:
        """What a new alert reads: something, and nothing that stood there; a number in it may have changed."""
        old = "|".join(_flexible(text) for text in self.alerts)
        return re.compile(rf"^(?!\s*(?:{old})\s*$){_ANY}" if old else _ANY)


_seen: WeakKeyDictionary[Page, Before] = WeakKeyDictionary()


def before(page: Page) -> Before:
    """Return what stood on this page before the last press."""
    return _seen.setdefault(page, Before())


def note(page: Page) -> None:
    """Take in what stands there now, before something is pressed. An old message gets the time to go."""
    seen = before(page)
    was_sent, new = bool(seen.pages) and has_sent(page), seen.new
    shown, seen.alerts = _read(page)
    if standing := {text for text in _MESSAGES.findall(shown) if not seen.count(text)}:
        with suppress(Error):  # the page is being left
            page.evaluate(_GONE, [[*standing], OLD_MESSAGE_SECONDS * 1000])
        shown, seen.alerts = _read(page)
    seen.pages.append(shown)
    for text in {*_MESSAGES.findall(shown)}:
        seen.bare[text] = max(seen.bare.get(text, 0), _bare(page, text).count())
        seen.said.setdefault(text, set()).update(_all(page, text).all_text_contents())
    seen.refusals |= {text for text in seen.alerts if was_sent and new.search(text)}
    seen.writes = _writes(page)


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
    return alerts(page).filter(has_text=before(page).new, visible=True)


def decided_alerts(page: Page) -> Locator:
    """Return the new alerts without those that say what is under way."""
    return new_alerts(page).filter(has_not_text=IN_PROGRESS)


def refusal_stands(page: Page) -> bool:
    """Return whether an alert reads as an earlier refusal did."""
    return _old_refusals(page).count() > 0


def is_told_again(page: Page) -> bool:
    """Return whether an alert reads as an earlier refusal did, and was drawn anew since the last press."""
    with suppress(Error):  # the page is being left
        return bool(_old_refusals(page).evaluate_all(_ANEW))
    return False


def form_alerts(page: Page, field: str) -> Locator:
    """Return the new alerts that may be of the form with this field: those in it, and toasts wherever they are.

    What the page's own frame says beside it, in its header, footer or navigation, is not; nor what is under way.
    """
    return decided_alerts(page).and_(page.locator(f":not({FRAME}:not(:has({field})) *)"))


def new_text(page: Page, text: str) -> Locator:
    """Return the place that says it, not counting those that said it before the last press.

    One that says just this is not mistaken for a help that has more to say, and stood on another page; nor one that
    nothing read before, for the entries of a list that each say when they were created.
    """
    seen, said = before(page), _all(page, text)
    found = _bare(page, text).nth(seen.bare.get(text.lower(), 0)).or_(said.nth(seen.count(text)))
    if old := "|".join(_flexible(one) for one in seen.said.get(text.lower(), ())):
        found = found.or_(said.filter(has_not_text=re.compile(rf"^\s*(?:{old})\s*$", re.I)))
    return found.first


def _old_refusals(page: Page) -> Locator:
    words = "|".join(_flexible(text) for text in before(page).refusals)
    return alerts(page).filter(has_text=re.compile(rf"^\s*(?:{words})\s*$" if words else r"^\b$"), visible=True)


def _all(page: Page, text: str) -> Locator:
    denied = re.compile(rf"\b(?:no|not)\s+{literal(text)}", re.I)
    return page.get_by_text(text).filter(visible=True, has_not_text=denied)


def _bare(page: Page, text: str) -> Locator:
    return page.get_by_text(re.compile(rf"^\W*{literal(text)}\W*$", re.I)).filter(visible=True)


def _writes(page: Page) -> list[Request]:
    sent = (request for request in page.requests() if request.resource_type in ("document", "fetch", "xhr"))
    return [request for request in sent if request.method not in ("GET", "HEAD", "OPTIONS")]


def _read(page: Page) -> tuple[str, list[str]]:
    """Return all that is to be read, in lower case, and what the alerts among it say: one look, as each is traced."""
    try:
        shown, told = alerts(page).filter(visible=True).evaluate_all(_READ)
    except Error:  # the page is being left: nothing stands there
        return "", []
    return shown.lower(), [text for text in told if text.strip()]


def _flexible(text: str) -> str:
    words = (r"\d+".join(map(literal, re.split(r"\d+", word))) for word in text.split())
    return r"\s+".join(words)
