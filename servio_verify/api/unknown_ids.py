"""Well-formed ids that no resource has: one of another form may be answered otherwise. And words that no name has."""

import re
import secrets
import string
from uuid import uuid4

CHANGED = 8
"""How many characters at the end of an id are replaced; its start may hold a kind or a time."""

SHORT = 5
"""An id of fewer characters has a neighbour too easily: it is made longer."""

FEW = 3
"""Fewer characters of a kind than this are too few to choose from."""

_KIND = re.compile(r"(?:[A-Za-z]+[_:-])?")
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


def nobodys_words() -> str:
    """Return a text to search for, with an apostrophe, no word of which stands in any name."""
    return f"{uuid4().hex[:12]}'{uuid4().hex[:12]}"


def _big_number() -> int:
    return 1_000_000_000 + secrets.randbelow(1_000_000_000)  # fits 32 bits


def _another(character: str, own: str) -> str:
    """Return another character of the same kind; those that the id has are in its alphabet."""
    for kind, everywhere in _ALPHABETS.items():
        if character in kind:
            known = {each for each in own if each in kind}
            return secrets.choice(sorted((known if len(known) >= FEW else {*everywhere}) - {character}))
    return character
