"""Well-formed ids that no resource has: one of another form may be answered otherwise. And words that no name has."""

import secrets
import string
from uuid import UUID, uuid4

CHANGED = 8
"""How many characters at the end of an id are replaced; its start may hold a kind or a time."""


def unknown_id_like(existing: str | int) -> str | int:
    """Return an id of the same form that nothing has, for all that can be told."""
    if isinstance(existing, int):
        return 1_000_000_000 + secrets.randbelow(1_000_000_000)  # fits 32 bits
    try:
        UUID(existing)
    except ValueError:
        return existing[:-CHANGED] + "".join(map(_another, existing[-CHANGED:]))
    return str(uuid4())


def nobodys_words() -> str:
    """Return a text to search for, with an apostrophe, no word of which stands in any name."""
    return f"{uuid4().hex[:12]}'{uuid4().hex[:12]}"


def _another(character: str) -> str:
    for kind in ("0123456789", "abcdef", string.ascii_lowercase, "ABCDEF", string.ascii_uppercase):
        if character in kind:
            return secrets.choice(kind.replace(character, ""))
    return character
