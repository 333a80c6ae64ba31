"""Card numbers (ISO/IEC 7812) and IBANs (ISO 13616), by their check digits."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind

IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
CARD = re.compile(r"(?<![\w.+-])(?:\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{4,5})(?![\w.-]|[.]\d)")
NETWORKS = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|(?:6011|65\d\d|64[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
)
TESTS = re.compile(
    r"4242424242424242|4111111111111111|4012888888881881|40000\d{11}|5555555555554444|5105105105105100|52008282828\d{5}"
    r"|2223003122003222|2223000048400011|37828224631000[0-9]|371449635398431|378734493671000|6011111111111117"
    r"|6011000990139424|6011000400000000|3056930009020004|36227206271667|30569309025904|38520000023237"
    r"|3566002020360505|3530111333300000"
)
"""Numbers that payment services publish for tests; they pay nowhere."""

IBAN_EXAMPLES = frozenset({"GB82WEST12345698765432", "GB29NWBK60161331926819", "DE89370400440532013000"})
"""Accounts that stand as examples in the registry of IBANs and in everybody's documentation."""


def find_ibans(text: str) -> Iterator[Found]:
    """Yield each text of the form; one whose check digits are wrong is no account."""
    for match in IBAN.finditer(text):
        plain = match[0].replace(" ", "")
        yield Found(Kind.IBAN, match[0], bool(iban.is_valid(plain)) and plain not in IBAN_EXAMPLES)


def find_cards(text: str) -> Iterator[Found]:
    """Yield each number as long as a card's; one of no network or with a wrong check digit is none."""
    for match in CARD.finditer(text):
        digits = "".join(filter(str.isdecimal, match[0]))
        if NETWORKS.fullmatch(digits):
            yield Found(Kind.CARD, match[0], bool(luhn.is_valid(digits)) and not TESTS.fullmatch(digits))
