"""Pseudonyms of names: first and last names, so that `Anna Kowalska` is in every table what her two names are."""

import re

from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.pools import pool
from servio_verify.data.pseudonyms.scripts import FAMILY_FIRST, cased_like, language

TITLES = re.compile(r"^(?:(?:mr|mrs|ms|miss|dr|prof|sir|dame|herr|frau|mme|m)\.?\s+)+", re.IGNORECASE)


def first_name(keyed: Keyed, form: Form) -> Replace:
    """Return first names of the same alphabet."""
    return _of_one(keyed, form, "first_name")


def last_name(keyed: Keyed, form: Form) -> Replace:
    """Return last names of the same alphabet."""
    return _of_one(keyed, form, "last_name")


def full_name(keyed: Keyed, form: Form) -> Replace:
    """Return names in the same order: `First Last`, `Last, First`, or without a space where the language has none."""

    def replace(value: str) -> str:
        plain = TITLES.sub("", value.strip())
        speech = language(plain)
        if "," in plain:
            last, _, first = (part.strip() for part in plain.partition(","))
            found = f"{_drawn(keyed, 'last_name', last, speech)}, {_drawn(keyed, 'first_name', first, speech)}"
        elif speech in FAMILY_FIRST:
            found = _family_first(keyed, plain, speech)
        else:
            first, _, last = plain.rpartition(" ")
            names = (("first_name", first.strip()), ("last_name", last))
            found = " ".join(_drawn(keyed, kind, name, speech) for kind, name in names if name)
        return form.distinct(cased_like(found, plain), keyed.word("full_name", value, 8))

    return replace


def _family_first(keyed: Keyed, name: str, speech: str) -> str:
    family, space, given = name.partition(" ")
    if not space:
        at = FAMILY_FIRST[speech]
        family, given = name[:at], name[at:]
    return f"{_drawn(keyed, 'last_name', family, speech)}{space}{_drawn(keyed, 'first_name', given, speech)}"


def _of_one(keyed: Keyed, form: Form, kind: str) -> Replace:
    def replace(value: str) -> str:
        found = _drawn(keyed, kind, value.strip(), language(value))
        return form.distinct(cased_like(found, value), keyed.word(kind, value, 8))

    return replace


def _drawn(keyed: Keyed, kind: str, name: str, speech: str) -> str:
    """Return a name of the pool, and never the same one."""
    folded = name.lower()
    names = pool(kind, speech)
    at = keyed.number(kind, folded, len(names))
    return names[at] if names[at].lower() != folded else names[(at + 1) % len(names)]
