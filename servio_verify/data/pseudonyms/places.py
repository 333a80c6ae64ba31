"""Pseudonyms of addresses and their parts, companies and free text."""

from collections.abc import Iterator

from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.permuted import permuted
from servio_verify.data.pseudonyms.pools import pool
from servio_verify.data.pseudonyms.scripts import cased_like, language

LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"


def company(keyed: Keyed, form: Form) -> Replace:
    """Return names of companies."""
    return _drawn(keyed, form, "company")


def street(keyed: Keyed, form: Form) -> Replace:
    """Return streets with a number."""
    return _drawn(keyed, form, "street")


def city(keyed: Keyed, form: Form) -> Replace:
    """Return cities."""
    return _drawn(keyed, form, "city")


def address(keyed: Keyed, form: Form) -> Replace:
    """Return whole addresses in one line."""
    return _drawn(keyed, form, "address")


def text(keyed: Keyed, form: Form) -> Replace:
    """Return a sentence that says nothing, in place of the whole text."""
    return _drawn(keyed, form, "text")


def postcode(keyed: Keyed, form: Form) -> Replace:
    """Return letters for letters and digits for digits; no two of one form become the same where rows must differ."""

    def replace(value: str) -> str:
        digits = "".join(each for each in value if each.isdecimal())
        number = iter(permuted(keyed, "postcode", digits))
        draw = keyed.digest("postcode", value.upper(), 64)
        found = "".join(_other(each, number, draw[at % 64]) for at, each in enumerate(value))
        return form.distinct(found, keyed.word("postcode", value, 8))

    return replace


def _other(each: str, number: Iterator[str], draw: int) -> str:
    if each.isdecimal():
        return next(number)
    if not each.isalpha():
        return each
    letter = LETTERS[draw % len(LETTERS)]
    return letter if each.isupper() else letter.lower()


def _drawn(keyed: Keyed, form: Form, kind: str) -> Replace:
    def replace(value: str) -> str:
        values = pool(kind, language(value))
        found = values[keyed.number(kind, value.strip().lower(), len(values))]
        shaped = found if kind == "text" else cased_like(found, value)
        return form.distinct(shaped, keyed.word(kind, value))

    return replace
