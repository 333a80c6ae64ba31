"""Phone numbers in any text: valid ones by Google's rules, less those that regulators keep for films and books."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind

INTERNATIONAL = r"(?:(?<![\w+])\+|(?<![\w.,:+-])00)[1-9](?:[ \xa0().\-/]{0,2}\d){6,13}(?![\d])"
AMERICAN = r"(?<![\w.+-])\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[.-]\d{4}(?![\w-])"
TRUNK = r"(?<![\w.,:+-])\(?0[1-9]\d{1,4}\)?[ /\-](?:\d[ \-]?){4,7}\d(?![\w-])"
MOBILE = r"(?<![\w.,:+-])07[1-9]\d{8}(?![\w-])"
ANYWHERE = re.compile(f"{INTERNATIONAL}|{AMERICAN}|{TRUNK}|{MOBILE}")
WHOLE = re.compile(r"(?m)^[ \t]*\+?\(?\d(?:[ \xa0().\-/]{0,3}\d){6,15}[ \t]*$")
"""Where each value is a phone number, it may be bare digits."""

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
    spans = []
    for match in ANYWHERE.finditer(text):
        if found := _found(match[0], FREE_TEXT_REGIONS if not context.phone else REGIONS):
            spans.append(match.span())
            yield found
    if not context.phone:
        return
    taken = {start for start, _ in spans}
    for match in WHOLE.finditer(text):
        if match.start() + len(match[0]) - len(match[0].lstrip()) not in taken and (found := _bare(match[0].strip())):
            yield found


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
