"""Phone numbers in any text: valid ones by Google's rules, less those that regulators keep for films and books."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

import phonenumbers
from stdnum import ean

from servio_verify.data.check.detect.context import Context, is_phone
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.detect.keyed import elements, pairs
from servio_verify.data.check.kinds import Kind

_BEFORE = r"(?<![\w+])(?<!\w-)(?<!\d[.,:])"
"""No number goes on here: a dot, a comma and a colon may stand before one, behind a word."""

_AFTER = r"(?!\w|-\d)"
PLUS = r"(?<![\w+])\+[1-9](?:[ \xa0().\-/]{0,2}\d){6,13}(?!\d)"
ZEROS = rf"{_BEFORE}00[1-9](?:[ \xa0().\-/]{{0,2}}\d){{6,13}}(?!-\w{{4}}-|(?!(?:e?xt?|int)\.?\d)\w)"
"""Neither the beginning of a UUID or another identifier, which a letter or a group goes on, unless by an extension."""

AMERICAN = rf"(?<![\w+])(?<!\w-)(?<!\d\.)\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[.-]\d{{4}}{_AFTER}"
TRUNK = rf"{_BEFORE}\(?0[1-9]\d{{1,4}}\)?[ /\-](?:\d[ \-]?){{4,7}}\d{_AFTER}"
MOBILE = rf"{_BEFORE}07[1-9]\d{{8}}{_AFTER}"
ANYWHERE = re.compile(f"{PLUS}|{ZEROS}|{AMERICAN}|{TRUNK}|{MOBILE}")
INTERNATIONAL = re.compile(PLUS)
WHOLE = re.compile(
    r"(?m)^[ \t]*(?:[^\W\d_]{1,9}[.:]?[ \t]*)?(\+?\(?\d(?:[ \xa0().\-/]{0,3}\d){6,15})"
    r"(?:[ \t]*+(?:[(,;/-][ \t]*+)?[^\W\d_][^\d\n]{0,40})?[ \t]*$"
)
"""Where each value is a phone number, it may be bare digits, and a word may stand beside them."""

LONGEST_GOODS = (13, 14)
"""Digits of a GTIN: with leading zeros it looks like an international number."""

FREE_TEXT_REGIONS = ("GB", "US")
REGIONS = ("GB", "US", "IE", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "CH", "PT", "SE", "DK", "NO", "FI", "PL", "AU")
"""Countries whose national form is tried where a number does not say its country."""

_GB = (
    r"1632960\d{3}|1(?:1[3-8]|[2-6]1)4960\d{3}|1914980\d{3}|2079460\d{3}|2896496\d{3}|2920180\d{3}|7700900\d{3}"
    r"|8081570\d{3}|9098790\d{3}|3069990\d{3}"
)
_FR = r"(?:19900|26191|35301|46571|53649|63998)\d{4}"
_DE = r"3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}|152288173\d\d|17604069\d{3}|1713920\d{3}"
_SE = r"3139006\d\d|4062804\d\d|84650\d{4}|9803192\d\d|7017406\d\d"
_AU = r"[2378](?:5550|7010)\d{4}|49157\d{4}"
RESERVED = re.compile(
    rf"999\d+|(?:1?[2-9]\d\d)?55501\d\d|(?:44|0)0?(?:{_GB})|(?:33|0)0?(?:{_FR})|(?:49|0)0?(?:{_DE})|(?:46|0)0?(?:{_SE})"
    rf"|(?:61|0)0?(?:{_AU})|(?:353|0)0?2091\d{{5}}"
)
"""Digits of numbers that ring nowhere: ITU-T E.164's unassigned 999, NANPA, Ofcom, ARCEP, BNetzA, PTS, ACMA, ComReg."""


def find(text: str, context: Context) -> Iterator[Found]:
    """Yield each number that is valid somewhere, or reserved."""
    taken = set()
    for match in (INTERNATIONAL if context.reference else ANYWHERE).finditer(text):
        if not context.phone and _is_of_goods(match[0]):
            continue
        found = _found(match[0], REGIONS if context.phone else FREE_TEXT_REGIONS)
        is_bare = not context.phone and match[0].startswith("00") and match[0].isdecimal()
        if found:
            taken.add(digits_of(match[0]))
            yield found._replace(is_bare=is_bare)
        elif is_bare:
            yield Found(Kind.PHONE, match[0], real=False, is_bare=True)
    if context.phone:
        yield from _numbers(text, taken)
        return
    for key, value in pairs(text):
        if is_phone(key):
            yield from _numbers(value, taken)


def _numbers(text: str, taken: Collection[str]) -> Iterator[Found]:
    """Yield each number of a text whose values are numbers, one a line or in a list; less those that were taken."""
    values = WHOLE.findall(text)
    if '"' in text or "[" in text:
        values += [number for value in elements(text) for number in WHOLE.findall(value)]
    for value in values:
        if digits_of(value) not in taken and (found := _bare(value.strip())):
            yield found


def _is_of_goods(number: str) -> bool:
    """Return whether bare digits are those of a barcode: of 13 digits any may be, of 14 those that check."""
    if not number.isdecimal() or not number.startswith("00") or len(number) not in LONGEST_GOODS:
        return False
    return len(number) == min(LONGEST_GOODS) or bool(ean.is_valid(number))


def digits_of(number: str) -> str:
    """Return its digits, without what says that a country code follows."""
    digits = "".join(filter(str.isdecimal, number))
    return digits[2:] if digits.startswith("00") else digits


def canary_of(number: str) -> str:
    """Return what is the same in every way of writing a number: the end of its digits."""
    return digits_of(number).lstrip("0")[-9:]


def _found(number: str, regions: tuple[str, ...]) -> Found | None:
    digits = digits_of(number)
    reserved = RESERVED.fullmatch(digits) is not None
    if not reserved and not is_valid(number.strip(), digits, regions):
        return None
    return Found(Kind.PHONE, number.strip(), not reserved)


def _bare(number: str) -> Found | None:
    digits = digits_of(number)
    if found := _found(number, REGIONS):
        return found
    return _found(f"+{digits}", ()) if not number.startswith(("0", "+")) else None


@lru_cache(10_000)
def is_valid(number: str, digits: str, regions: tuple[str, ...]) -> bool:
    """Return whether it is somebody's, or could be."""
    if number.startswith(("+", "00")):
        return _is_valid(f"+{digits}", None)
    return any(_is_valid(number, region) for region in regions)


def _is_valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
