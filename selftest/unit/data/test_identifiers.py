"""An identifier is nobody's name, phone number or card, wherever it stands; a name with odd signs stays a name."""

import base64
import string
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from selftest.unit.data.test_detectors import kinds
from servio_verify.data.check.detect.context import context_of
from servio_verify.data.check.kinds import Kind
from servio_verify.data.check.looking import Look
from servio_verify.data.check.model import Place

ROUNDS = 400
SIGNS = Random(7)  # noqa: S311 - the same values in each run
HEXADECIMAL, UPPER, MIXED = (
    "0123456789abcdef",
    string.ascii_uppercase + string.digits,
    string.ascii_letters + "0123456789",
)


def some(letters: str, count: int) -> str:
    return "".join(SIGNS.choices(letters, k=count))


def uuid() -> str:
    return str(UUID(int=SIGNS.getrandbits(128), version=4))


def moment(form: str) -> str:
    return datetime.fromtimestamp(1764380000 + SIGNS.randrange(10**7), UTC).strftime(form)


MADE: dict[str, Callable[[], str]] = {
    "UUID": uuid,
    "UUID in capitals": lambda: uuid().upper(),
    "URN": lambda: f"urn:uuid:{uuid()}",
    "ULID": lambda: "01" + some("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24),
    "nanoid": lambda: some(MIXED + "_-", 20) + "4",
    "cuid": lambda: "c" + some(string.ascii_lowercase + string.digits, 24),
    "ObjectId": lambda: some(HEXADECIMAL, 24),
    "SHA-1": lambda: some(HEXADECIMAL, 40),
    "Stripe": lambda: "cus_" + some(MIXED, 14),
    "Clerk": lambda: "user_" + some(MIXED, 27),
    "Auth0": lambda: "auth0|" + some(HEXADECIMAL, 24),
    "Firebase": lambda: some(MIXED, 27) + "7",
    "Base64": lambda: base64.b64encode(SIGNS.randbytes(24)).decode(),
    "trace of AWS": lambda: f"Root=1-{some(HEXADECIMAL, 8)}-{some(HEXADECIMAL, 24)}",
    "host of AWS": lambda: f"ip-10-0-{SIGNS.randrange(99)}-7.eu-west-2.compute.internal",
    "licence": lambda: "-".join(some(UPPER, 4) + "3" for _ in range(5)),
    "short code": lambda: some(UPPER, 5) + "8",
    "line of Apache": lambda: moment("[%d/%b/%Y:%H:%M:%S +0000]"),
    "day": lambda: moment("%d-%b-%Y"),
    "machine": lambda: SIGNS.choice(("cron:nightly", "job:sync_menus", "uber-eats", "Just Eat", "clover", "till_4")),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("place", ["orders.created_by", "orders.customer", "audit_log.request_id"])
def test_an_identifier_is_nobody(made: str, place: str) -> None:
    values = [MADE[made]() for _ in range(ROUNDS)]
    assert not {value: found for value in values if (found := kinds(value, *place.split(".")))}


@pytest.mark.parametrize(
    "value",
    [
        "Anna (2)", "Anna, 4", "Anna 4x2", "Anna/Tom", "Anna & Tom", "Tom+Anna", "Smith,John", "Kowalska, A.", "*Anna*",
        "Anna Kowalska #214", "Anna Kowalska (room 12A)", "Anna,4pers", "Anna 19:30", "Anna-4", "Anna: 2", "Anna:2",
        "O’Brien", "McDonald", "Müller-Schmidt", "A. Kowalska", "Anna - UUID", "Anna Kowalska cus_8Jzo2zfaDu3Yui",
        "anna_kowalska", "anna.kowalska2", "zofia_wiśniewska", "1st Lt Anna", "Jean-Luc", "Anna Kowalska 11/Jan/2026",
    ],
)  # fmt: skip
def test_a_name_with_odd_signs_is_somebody(value: str) -> None:
    assert kinds(value, "orders", "created_by") == {"name"}


def phones_of(place: str, values: list[str]) -> int:
    """Return how many of a column's values count as phone numbers."""
    context = context_of(*place.split("."))
    look = Look(Place(place, context), None)
    for value in values:
        look.take(value)
    return look.sightings.real(Kind.PHONE, context)


@pytest.mark.parametrize("digits", [10, 11, 12, 15])
@pytest.mark.parametrize("place", ["audit_log.entity", "customers.customer_no", "customers.loyalty_card"])
def test_a_number_filled_up_with_zeros_is_no_phones(place: str, digits: int) -> None:
    assert not phones_of(place, [f"{SIGNS.randrange(10 ** (digits - 2)):0{digits}}" for _ in range(ROUNDS)])


def test_one_valid_number_of_a_paper_is_no_phones() -> None:
    assert not phones_of("invoices.number", ["004926012062", "212-736-5000"])


def test_phone_numbers_among_such_are_found() -> None:
    padded = [f"{number:012}" for number in range(2 * 10**9, 2 * 10**9 + ROUNDS)]
    assert phones_of("orders.notes", ["00442079461234", "00447911123456 ring twice", "0044161234"]) == 2
    assert phones_of("orders.notes", [*padded, "+442079461234", "0044 20 7946 1234"]) == 2
