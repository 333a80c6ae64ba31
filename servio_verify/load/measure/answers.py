"""Right answers of Servio's API, and what is wrong with a success that is none (docs/CONTRACT.md, API).

Right answers of the usual kind are known by searches of bytes, and by beginning as the last right one did, with all
that is looked for; only one that is not is read.
"""

import json
import random
import re
from collections.abc import Callable
from functools import cache, partial
from itertools import cycle
from typing import Any, Protocol

MOST_ORDERED = 9
"""Of a dish. Who orders next orders another number: so an answer that was another guest's is known."""

_SOME = re.compile(rb'"total"\s*:\s*"?[1-9]')
_SUCCESS = re.compile(rb'\s*\{\s*"success"\s*:\s*true\b')
_ENTRIES = re.compile(rb'"data"\s*:\s*(?:\{\s*"\w+"\s*:\s*)?\[\s*\{')
_TOKEN = re.compile(rb'"token"\s*:\s*"[^"]')
_BEGIN = re.compile(_SUCCESS.pattern + rb'\s*,\s*"data"\s*:\s*\{\s*"id"\s*:\s*(?:"([^"\\]+)"|(\d+)\s*[,}])')
_UNKNOWN = b"\0"  # no JSON begins so

Id = int | str


class Answer(Protocol):
    """The parts of an answer that are looked at."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def content(self) -> bytes:
        """The body as it came."""


Complaint = Callable[[Answer], str | None]
"""Says what is wrong with an answer; None where it is right."""


class Answers:
    """What the guests of one process should be answered: no two of their orders have the same id.

    `lists_venues` and `brings_token`: whether the list of venues holds one, and a sign-in has its token in `data`.
    """

    def __init__(self, venue: Id, menu: Id, item: Id, *, lists_venues: bool, brings_token: bool) -> None:
        self._venue, self._menu, self._item = map(str, (venue, menu, item))
        self._lists_venues = lists_venues
        self._brings_token = brings_token
        self._ids: set[bytes] = set()
        self._amounts = cycle(random.sample(range(1, MOST_ORDERED + 1), MOST_ORDERED))
        self._menu_id = str(menu).encode()
        self._venues_begin = self._menu_begins = _UNKNOWN
        self._at_venue, self._from_menu = _told("venueId", venue), _told("menuId", menu)
        self._of_item = _told("id", item, first_of="items")

    def venues(self, answer: Answer) -> str | None:
        """Return what is wrong with a list of venues."""
        content = answer.content
        if content.startswith(self._venues_begin) and answer.status_code in (200, 201):
            return None
        if _succeeds(answer) and (begin := (_ENTRIES if self._lists_venues else _SUCCESS).search(content)):
            self._venues_begin = content[: begin.end()]
            return None
        return _complaint(answer, self._wrong_venues, needs_data=self._lists_venues)

    def menu(self, answer: Answer) -> str | None:
        """Return what is wrong with the run's own menu."""
        content = answer.content
        if content.startswith(self._menu_begins) and answer.status_code in (200, 201):
            return None
        ends = _end_of(self._at_venue, content), _end_of(self._of_item, content)
        if _own_id(answer) == self._menu_id and all(ends):
            self._menu_begins = content[: max(ends)]
            return None
        return _complaint(answer, self._wrong_menu)

    def next_order(self) -> tuple[int, Complaint]:
        """Return how many of the dish to order next, and what looks at the answer to that."""
        amount = next(self._amounts)
        return amount, partial(self._order, amount)

    def _order(self, amount: int, answer: Answer) -> str | None:
        content = answer.content
        own_id = _own_id(answer)
        right = own_id and _end_of(self._at_venue, content) and _end_of(self._from_menu, content)
        if own_id and right and _end_of(_told("quantity", amount), content):
            return _words(answer, self._repeated(own_id))
        return _complaint(answer, partial(self._wrong_order, amount))

    def session(self, answer: Answer) -> str | None:
        """Return what is wrong with the answer to a sign-in, where that is an envelope."""
        if _succeeds(answer) and (not self._brings_token or _TOKEN.search(answer.content)):
            return None
        return _complaint(answer, self._wrong_session, needs_data=self._brings_token)

    def _repeated(self, own_id: bytes) -> str | None:
        if own_id in self._ids:
            return "the id of an order that another request got already"
        self._ids.add(own_id)
        return None

    def _wrong_venues(self, data: Any) -> str | None:
        listed = [part for part in data.values() if isinstance(part, list)] if isinstance(data, dict) else []
        return "data is empty" if self._lists_venues and listed == [[]] else None

    def _wrong_menu(self, data: Any) -> str | None:
        if _text(data, "id") != self._menu:
            return "another menu than was asked for"
        if _text(data, "venueId") != self._venue:
            return "a menu of another venue than was asked for"
        dishes = [_text(dish, "id") for category in _list(data, "categories") for dish in _list(category, "items")]
        return None if self._item in dishes else "a menu without its dish"

    def _wrong_order(self, amount: int, data: Any) -> str | None:
        own_id = _text(data, "id")
        if not own_id:
            return "an order without an id"
        if repeated := self._repeated(own_id.encode(errors="replace")):
            return repeated
        if _text(data, "venueId") != self._venue:
            return "an order at another venue than was sent"
        if _text(data, "menuId") != self._menu:
            return "an order from another menu than was sent"
        amounts = [line.get("quantity") if isinstance(line, dict) else None for line in _list(data, "items")]
        return None if amounts == [amount] else "an order of something else than was sent"

    def _wrong_session(self, data: Any) -> str | None:
        return "no token" if self._brings_token and not _text(data, "token") else None


def no_session(answer: Answer) -> str | None:
    """Return what is wrong with the answer to a sign-in that is not the contract's, and has no envelope."""
    return None if answer.status_code in (200, 201) else f"HTTP {answer.status_code}"


def holds(answer: Answer) -> bool:
    """Return whether a list of venues is answered that is not empty, or by its own count should not be."""
    return _succeeds(answer) and bool(_ENTRIES.search(answer.content) or _SOME.search(answer.content))


def _succeeds(answer: Answer) -> bool:
    return answer.status_code in (200, 201) and bool(_SUCCESS.match(answer.content))


def _complaint(answer: Answer, wrong: Callable[[Any], str | None], *, needs_data: bool = True) -> str | None:
    """Read all of an answer and return what is wrong with it."""
    if answer.status_code not in (200, 201):
        return f"HTTP {answer.status_code}"
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    if not isinstance(body, dict) or body.get("success") is not True:
        return _words(answer, "no success envelope")
    data = body.get("data")
    if needs_data and not data:
        return _words(answer, "data is null" if data is None else "data is empty")
    return _words(answer, wrong(data))


def _words(answer: Answer, wrong: str | None) -> str | None:
    return wrong and f"wrong answer: {wrong} (status {answer.status_code})"


def _own_id(answer: Answer) -> bytes | None:
    """Return the id of what an answer holds, where it is a success that begins with it."""
    begin = _BEGIN.match(answer.content) if answer.status_code in (200, 201) else None
    return begin and (begin[1] or begin[2])


@cache
def _told(name: str, value: Id, first_of: str = "") -> tuple[bytes, ...]:
    """Return the usual spellings of a JSON object's member; `first_of` a list, where it begins one."""
    before = (f'"{first_of}":[{{', f'"{first_of}": [{{') if first_of else ("", "")
    ends = [""] if isinstance(value, str) else [",", "}"]
    colons = zip(before, (":", ": "), strict=True)
    return tuple(f'{begin}"{name}"{colon}{json.dumps(value)}{end}'.encode() for begin, colon in colons for end in ends)


def _end_of(spellings: tuple[bytes, ...], content: bytes) -> int:
    """Return where the first of these ends that is there; 0 where none is."""
    for spelling in spellings:
        if (at := content.find(spelling)) >= 0:
            return at + len(spelling)
    return 0


def _text(data: Any, name: str) -> str | None:
    value = data.get(name) if isinstance(data, dict) else None
    return None if value is None else str(value)


def _list(data: Any, name: str) -> list[Any]:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []
