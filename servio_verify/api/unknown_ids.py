"""Ids that no resource has, of a form that some have; ids that two have; and words that no name has."""

import re
import secrets
import string
from uuid import uuid4

from servio_verify.api.models import Menu

CHANGED = 8
"""How many characters at the end of an id are replaced; its start may hold a kind or a time."""

SHORT = 5
"""An id of fewer characters has a neighbour too easily: it is made longer."""

FEW = 3
"""Fewer characters of a kind than this are too few to choose from."""

_KIND = re.compile(r"(?:[A-Za-z]+[_:-])?")
_USUAL = re.compile(r"\d+|[0-9a-f]{24,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-hjkmnp-tv-z]{26}", re.I)
"""A number, hexadecimal digits, a UUID or a ULID."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
_ALPHABETS = {string.digits: "234567", string.ascii_lowercase: "abcdef", string.ascii_uppercase: "ABCDEF"}
"""Kinds of characters; of each, those that hexadecimal digits, Base32, Base58 and Crockford's alphabet all have."""


def unknown_id_like(existing: str | int) -> str | int:
    """Return an id of the same form that nothing has, for all that can be told."""
    if isinstance(existing, int):
        return _big_number()
    kind = _KIND.match(existing)
    own = existing[kind.end() if kind else 0 :]
    start = existing.removesuffix(own)
    if _NUMBER.fullmatch(own):
        return f"{start}{_big_number()}"
    kept, changed = (own, own[-1:] * CHANGED) if len(own) < SHORT else (own[:-CHANGED], own[-CHANGED:])
    return start + kept + "".join(_another(each, own) for each in changed)


def is_opaque(existing: str | int) -> bool:
    """Return whether an id is of no usual form: then it may hold what one that is made up does not."""
    own = _KIND.sub("", str(existing), count=1)
    return not any(_USUAL.fullmatch(text) for text in (own, str(existing)))


def nobodys_words() -> str:
    """Return a text to search for, with an apostrophe, no word of which stands in any name."""
    return f"{uuid4().hex[:12]}'{uuid4().hex[:12]}"


def shared_ids(one: Menu, other: Menu) -> set[str]:
    """Return of what two menus have the same ids, menu or dish: ids may be counted within their parent."""
    dishes = ({str(dish.id) for part in menu.categories for dish in part.items} for menu in (one, other))
    shared = {"menu": one.key == other.key, "dish": bool(set.intersection(*dishes))}
    return {kind for kind, is_shared in shared.items() if is_shared}


def _big_number() -> int:
    return 1_000_000_000 + secrets.randbelow(1_000_000_000)  # fits 32 bits


def _another(character: str, own: str) -> str:
    """Return another character of the same kind; those that the id has are in its alphabet."""
    for kind, everywhere in _ALPHABETS.items():
        if character in kind:
            known = {each for each in own if each in kind}
            return secrets.choice(sorted((known if len(known) >= FEW else {*everywhere}) - {character}))
    return character
