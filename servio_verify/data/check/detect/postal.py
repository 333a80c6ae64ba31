"""Postal addresses: a street with a number, as seven languages write them."""

import re
from collections.abc import Iterator

from servio_verify.data.check.detect.context import ADDRESS, Context, is_address
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.detect.values import of_persons
from servio_verify.data.check.kinds import Kind

_STREET = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Close|Court|Crescent|Terrace|Way|Place|Square|Gardens|Row|Grove"
    "|Boulevard|Blvd|Mews|Hill|Walk"
)
STREET = re.compile(
    rf"(?<![\w.-])\d{{1,5}}[a-zA-Z]?,? (?:[A-Z][\w'’.-]+ ){{1,3}}(?:{_STREET})\b"
    r"|(?<!\w)[A-ZÄÖÜ][\wäöüß.-]{2,60}(?:straße|strasse|str\.|weg|allee|platz|gasse|straat|gatan|vej) \d{1,4}(?!\w)"
    r"|(?<![\w.-])\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|impasse|quai) [\w'’-]{2,}"
    r"|(?<!\w)(?:Via|Viale|Piazza|Corso|Calle|Avenida|Rua|ul\.) [A-ZÀ-Ž][\w'’. -]{2,40}?,? \d{1,4}(?!\w)"
)
IN_A_COLUMN = re.compile(r"(?m)^(?=.*\d)(?=.*[^\W\d_]{2}).{4,200}$")


def find(text: str, context: Context) -> Iterator[Found]:
    """Yield each address; none of a venue, which is public, or of goods."""
    if context.business or context.goods:
        return
    if "{" in text:
        for values in of_persons(text, ADDRESS, of_people=context.person):
            said = (value for key, value in values.items() if is_address(key) and IN_A_COLUMN.fullmatch(value))
            yield from (Found(Kind.ADDRESS, value, real=True) for value in said if not STREET.search(value))
    for match in (IN_A_COLUMN if context.address else STREET).finditer(text):
        yield Found(Kind.ADDRESS, match[0], real=True)
