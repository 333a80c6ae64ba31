"""Locators by visible text, however a Servio draws its controls; in JavaScript, the page as it is drawn."""

import json
import re

from playwright.sync_api import Error, Locator, Page, expect

from servio_verify.browser.parts.literal import literal
from servio_verify.run.identity import FIXED_WIDTH

MODALS = ':is(dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"])'
_IN_WINDOW = ":is(a, button, [role='link'], [role='button']):not(:left-of(:scope)):not(:right-of(:scope))"
SOON_MILLISECONDS = 1_000
_NO_CONTROL = ":not(h1, h2, h3, h4, h5, h6, option, title, label)"
UP = """const up = (element, selector) => {
    for (let one = element; one; one = one.getRootNode().host) {
        const found = one.closest(selector);
        if (found) return found;
    }
    return null;
};"""
"""`up(element, selector)` is `element.closest(selector)`, out of shadow roots too."""

HOLDS = """const holds = (outer, inner) => {
    for (let one = inner; one; one = one.getRootNode().host) if (outer?.contains(one)) return true;
    return false;
};"""
"""`holds(outer, inner)` is `outer.contains(inner)`, into shadow roots too."""

FOCUSED = """const focused = (root => {
    let one = root.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return one;
})(document);"""
"""`focused` is the element that has the focus, and not the host that it is drawn in."""

DRAWN = """const drawn = node => {
    const slotted = node.localName === 'slot' ? node.assignedNodes({flatten: true}) : [];
    return slotted.length ? slotted : [...(node.shadowRoot ?? node).childNodes];
};
const words = node => node.nodeType === Node.TEXT_NODE ? node.data : drawn(node).map(words).join('');"""
"""`drawn(node)` are its children as they are drawn, `words(node)` its text."""


def control(page: Page, text: str, name: re.Pattern[str] | None = None) -> Locator:
    """Return what is pressed to get there: a link, a button or a plain text, the one that says it most exactly.

    `name` is the accessible name of a link or button of the navigation; one with words of other elements beside the
    text ("Orders", "3 new") is the second choice. Without a name it may say more than the text ("+ Create Venue"),
    where none says just this. A plain text must say just this, and a heading is no control.
    """
    plain = page.get_by_text(text, exact=True).and_(page.locator(_NO_CONTROL)).filter(visible=True)
    words = literal(text)
    if name:
        begins = _pressed(page.get_by_role("navigation"), re.compile(rf"^[\W\d]*{words}(?!\w)"))
        pressed = _pressed(page, name)
        in_window = pressed.and_(page.locator(_IN_WINDOW))  # a drawer may lie beside it until it is asked for
        return first_of(page, in_window, pressed, _with_words_beside(page, text), plain, begins)
    with_icon, among_others = re.compile(rf"^[\W\d]*{words}[\W\d]*$", re.I), re.compile(rf"(?<!\w){words}(?!\w)", re.I)
    return first_of(page, _pressed(page, text), _pressed(page, with_icon), plain, _pressed(page, among_others))


def _pressed(within: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    exact = isinstance(name, str)
    link = within.get_by_role("link", name=name, exact=exact)
    return link.or_(within.get_by_role("button", name=name, exact=exact)).filter(visible=True)


def _with_words_beside(page: Page, text: str) -> Locator:
    """Return a link or button in which just this is a text of its own: other elements in it say something more."""
    drawn = "self::a[@href] or self::button or @role='link' or @role='button' or @role='menuitem' or @role='tab'"
    own = page.locator(f"xpath=//*[{drawn}][text()[normalize-space()={json.dumps(text, ensure_ascii=False)}]]")
    return own.filter(visible=True)


def first_of(page: Page, best: Locator, *others: Locator) -> Locator:
    """Return the best that there is: a locator by itself takes what comes first in the document.

    What is less good is looked for only where nothing better is there, which spares the browser most of the search.
    """
    chosen = _chosen(page, best, *others)
    return page.locator("html").locator(chosen).first


def _chosen(page: Page, best: Locator, *others: Locator) -> Locator:
    if not others:
        return best
    without = page.locator("xpath=.").filter(has_not=best)
    return best.or_(without.locator(_chosen(page, *others)))


def named(page: Page, name: str) -> Locator:
    """Return what shows this name, with other words beside it or without; an option of a select does not count.

    A name that a run gives ends with a number of fixed width, so none is the beginning of another. Of any other
    name, one that goes on with a digit is taken for another.
    """
    goes_on = "" if FIXED_WIDTH.search(name) else r"(?!\d)"
    text = page.get_by_text(re.compile(rf"{literal(name)}{goes_on}"))
    return text.and_(page.locator(":not(option)")).filter(visible=True).first


def saying(page: Page, text: str) -> Locator:
    """Return what says this, and does not deny it."""
    denied = re.compile(rf"\b(?:no|not)\s+{literal(text)}", re.I)
    return page.get_by_text(text).filter(visible=True, has_not_text=denied)


def saying_just(page: Page, text: str) -> Locator:
    """Return what says this with no word beside it."""
    return page.get_by_text(re.compile(rf"^\W*{literal(text)}\W*$", re.I)).filter(visible=True)


def see(target: Locator, otherwise: str) -> None:
    """See it; AssertionError with that sentence where it does not come in the time that `expect` gives.

    What comes soon is seen sooner than by `expect` alone, which looks after 0.1, 0.35, 0.85 s and then each second.
    """
    try:
        target.wait_for(timeout=SOON_MILLISECONDS)
    except Error:  # late, or several of them: for `expect` to tell
        expect(target, otherwise).to_be_visible()
