"""Pseudonyms of numbers: phones of reserved ranges, cards and accounts that pay nowhere, ids, amounts."""

import re
from uuid import UUID

from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.permuted import number_of_same_length, permuted, within

FOR_STORIES = (
    (re.compile(r"(?:\+|00)44"), "+447700900", 3),
    (re.compile(r"(?:\+|00)33"), "+33639980", 3),
    (re.compile(r"(?:\+|00)46"), "+4670174060", 1),
    (re.compile(r"\+?1?[2-9]\d{9}$"), "+120255501", 2),
    (re.compile(r"0"), "07700900", 3),
)
"""Numbers as they begin, and the range that the country's regulator keeps for films and books: begin, free digits."""

NOBODYS = "+999"
"""A country code that is nobody's (ITU-T E.164): where each row needs a number of its own, or none is kept for it."""

MOST_DIGITS = 12
"""Digits behind it: an international number has 15 at most (ITU-T E.164)."""

ROOM = {("bigint", False): MOST_DIGITS, ("bigint", True): 15, ("integer", False): 6}
"""Digits of a phone number that find room behind the code, where the column is a number, and unique."""

LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def phone(keyed: Keyed, form: Form) -> Replace:
    """Return numbers that ring nowhere; however it is written, one number becomes one number."""
    if form.base_type in LARGEST:
        return _phone_as_number(keyed, form)

    def replace(value: str) -> str:
        digits = "".join(filter(str.isdecimal, value))
        if not digits:
            return form.cut(keyed.word("phone", value))
        plain = f"+{digits}" if value.lstrip().startswith("+") else digits
        if form.unique:
            begin = NOBODYS if value.startswith("+") else NOBODYS[1:]
            found = f"{begin}{within(keyed, 'phone', value.removeprefix('+'))}"
        else:
            found = _for_stories(keyed, plain, digits)
        return form.cut(found.lstrip("+") if form.base_type == "numeric" else found)

    return replace


def _phone_as_number(keyed: Keyed, form: Form) -> Replace:
    """Return numbers of the code that is nobody's, as far as the type has room for them."""
    whole = number(keyed, form)
    room = ROOM.get((form.base_type, form.unique), 0)

    def replace(value: str) -> str:
        digits = value.lstrip("-")
        if not room or (form.unique and len(digits) > room):
            return whole(value)
        return f"{value[: -len(digits)]}{NOBODYS[1:]}{permuted(keyed, 'phone', digits[-room:])}"

    return replace


def _for_stories(keyed: Keyed, plain: str, digits: str) -> str:
    for begins, kept, free in FOR_STORIES:
        if begins.match(plain):
            return f"{kept}{keyed.number('phone', digits.lstrip('0'), 10**free):0{free}}"
    return f"{NOBODYS}{permuted(keyed, 'phone', digits[-MOST_DIGITS:])}"


def card(keyed: Keyed, form: Form) -> Replace:
    """Return as many digits, in the same groups; the check digit is wrong, so that no card has the number."""

    def replace(value: str) -> str:
        digits = "".join(filter(str.isdecimal, value))
        if not digits:
            return form.cut(keyed.word("card", value))
        body = permuted(keyed, "card", digits[:-1])
        wrong = (luhn(body) + 1 + int(digits[-1])) % 10
        found = iter(f"{body}{wrong if wrong != luhn(body) else (wrong + 5) % 10}")
        return form.cut("".join(next(found) if each.isdecimal() else each for each in value))

    return replace


def luhn(body: str) -> int:
    """Return the check digit of a card number without it (ISO/IEC 7812-1)."""
    doubled = [int(each) * (2 - at % 2) for at, each in enumerate(reversed(body))]
    return -sum(each // 10 + each % 10 for each in doubled) % 10


def iban(keyed: Keyed, form: Form) -> Replace:
    """Return an account of the same country and length with the check digits 00, which no account has."""

    def replace(value: str) -> str:
        found = within(keyed, "iban", value[4:])
        return form.cut(f"{value[:2].upper()}00{found}")

    return replace


def number(keyed: Keyed, form: Form) -> Replace:
    """Return a number of as many digits; sign and point stay, and no two become the same."""

    def replace(value: str) -> str:
        if form.base_type not in ("numeric", *LARGEST):
            return form.cut(within(keyed, "number", value))
        whole, point, rest = value.lstrip("-").partition(".")
        if not whole.isdecimal():
            return value  # NaN and Infinity tell nothing
        found = number_of_same_length(keyed, "number", whole, LARGEST.get(form.base_type))
        sign = "-" if value.startswith("-") else ""
        return f"{sign}{found}{point}{permuted(keyed, 'number', rest) if rest else ''}"

    return replace


def uuid(keyed: Keyed, _form: Form) -> Replace:
    """Return UUIDs of version 4's form."""

    def replace(value: str) -> str:
        return str(UUID(bytes=keyed.digest("uuid", value.lower()), version=4))

    return replace
