"""Snapshot of a page before a press: only what is new afterwards was brought by it."""

import re
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from playwright.sync_api import Error, Locator, Page, Request

from servio_verify.browser.parts.literal import literal
from servio_verify.run.polling import wait_in

OLD_MESSAGE_SECONDS = 10.0
"""A message of an earlier press goes within this time; what stays is a part of the page."""

_MESSAGES = re.compile(r"(?:venue|menu|order) created")
FRAME = ':is(body > header, body > footer, nav, [role="banner"], [role="contentinfo"], [role="navigation"])'
IN_PROGRESS = re.compile(
    r"(?:\u2026|\.\.\.)\W*$"
    r"|^\W*(?:please wait|one moment(?:,? please)?|loading|saving|sending|submitting|signing in)\W*$",
    re.IGNORECASE,
)
"""How a page puts it that it has not decided yet."""

_ANY = r"[\s\S]*\S"


@dataclass
class Before:
    """`alerts` are the texts of the alerts that stood there, `pages` all that was to be read, in lower case.

    `bare` says how often a message stood on one page at most with no word beside it.
    """

    alerts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    bare: dict[str, int] = field(default_factory=dict)
    writes: list[Request] = field(default_factory=list)

    def count(self, text: str) -> int:
        """Return how often a text stood on one page at most."""
        return max((page.count(text.lower()) for page in self.pages), default=0)

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
    standing = {text for text in _MESSAGES.findall(_read(page)) if not seen.count(text)}
    if standing:
        wait_in(page, lambda: not standing & {*_MESSAGES.findall(_read(page))}, OLD_MESSAGE_SECONDS)
    seen.pages.append(_read(page))
    for text in {*_MESSAGES.findall(seen.pages[-1])}:
        seen.bare[text] = max(seen.bare.get(text, 0), _bare(page, text).count())
    seen.writes = _writes(page)
    try:
        seen.alerts = [text for text in alerts(page).filter(visible=True).all_text_contents() if text.strip()]
    except Error:  # the page is being left: nothing stands there
        seen.alerts = []


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


def form_alerts(page: Page, field: str) -> Locator:
    """Return the new alerts that may be of the form with this field: those in it, and toasts wherever they are.

    What the page's own frame says beside it, in its header, footer or navigation, is not; nor what is under way.
    """
    decided = new_alerts(page).filter(has_not_text=IN_PROGRESS)
    return decided.and_(page.locator(f":not({FRAME}:not(:has({field})) *)"))


def new_text(page: Page, text: str) -> Locator:
    """Return the place that says it, not counting those that said it before the last press.

    One that says just this is not mistaken for a help that has more to say, and stood on another page.
    """
    bare = _bare(page, text).nth(before(page).bare.get(text.lower(), 0))
    return bare.or_(page.get_by_text(text).filter(visible=True).nth(before(page).count(text))).first


def _bare(page: Page, text: str) -> Locator:
    return page.get_by_text(re.compile(rf"^\W*{literal(text)}\W*$", re.I)).filter(visible=True)


def _writes(page: Page) -> list[Request]:
    sent = (request for request in page.requests() if request.resource_type in ("document", "fetch", "xhr"))
    return [request for request in sent if request.method not in ("GET", "HEAD", "OPTIONS")]


def _read(page: Page) -> str:
    try:
        return page.locator("body").inner_text().lower()
    except Error:  # the page is being left
        return ""


def _flexible(text: str) -> str:
    words = (r"\d+".join(map(literal, re.split(r"\d+", word))) for word in text.split())
    return r"\s+".join(words)
