"""The list of orders as a text: which status stands with which venue, however the list is drawn."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from playwright.sync_api import Page

from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.parts.locators import DRAWN
from servio_verify.run.polling import wait_in

SHOWN_SECONDS = 10.0
_USUAL = ("pending", "cancelled")
"""Statuses that a filter or a heading may name; other words of that kind count where they are looked for."""

# What is to be read: of a select the chosen option alone, as each row may have one that offers every status.
_READ = (
    """() => {"""
    + DRAWN
    + """
    const isSummary = node => node.localName === 'summary';
    const read = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        if (node.nodeType === Node.ELEMENT_NODE) {
            if (node.matches('script, style, template, noscript')) return '';
            if (node.matches('select')) return [...node.selectedOptions].map(one => one.label).join(' ');
            if (node.matches('details:not([open])')) return [...node.children].filter(isSummary).map(read).join(' ');
            if (getComputedStyle(node).display === 'none') return '';
        }
        return drawn(node).map(read).join(' ');
    };
    return read(document.body);
}"""
)


def lacks(page: Page, wanted: Mapping[str, Collection[str]]) -> str | None:
    """Return the first venue that does not come to stand with a status of its own; None where each does.

    Keys are names.
    """

    def all_shown() -> bool:
        return lacking(_text(page), wanted) is None

    return None if wait_in(page, all_shown, SHOWN_SECONDS) else lacking(_text(page), wanted)


def _text(page: Page) -> str:
    return re.sub(r"\s+", " ", steadily(page, lambda: str(page.evaluate(_READ))))


def lacking(text: str, wanted: Mapping[str, Collection[str]]) -> str | None:
    """Return the first name that stands without one of its statuses in a text.

    A row says it behind the name, before the next one's; or all that follows has a status that stands before it, as
    in columns under a heading. Which it is holds for the whole list.
    """
    marks = [*_marks(text, wanted)]
    readings = (_behind(marks, wanted), _before(marks, wanted))
    wrong = [[name for name, statuses in wanted.items() if said[name].isdisjoint(statuses)] for said in readings]
    return None if not all(wrong) else wrong[0][0]


def _marks(text: str, wanted: Mapping[str, Collection[str]]) -> list[str]:
    spelled = {name.lower(): name for name in wanted} | {"canceled": "cancelled"}
    statuses = "|".join({*_USUAL, "canceled", *(str(status) for each in wanted.values() for status in each)})
    word = rf"(?<![^\W\d_])(?:{statuses})(?![^\W\d_])"
    found = re.finditer("|".join([*map(re.escape, wanted), word]), text, re.IGNORECASE)
    return [spelled.get(read, read) for read in (each[0].lower() for each in found)]


def _behind(marks: list[str], names: Iterable[str]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {name: set() for name in names}
    for name, following in pairwise(marks):
        if name in said and following not in said:
            said[name].add(following)
    return said


def _before(marks: list[str], names: Iterable[str]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {name: set() for name in names}
    status = ""
    for mark in marks:
        if mark in said:
            said[mark].add(status)
        else:
            status = mark
    return said
