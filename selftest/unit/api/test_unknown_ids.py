"""Ids that nothing has: of the same form, so that who looks at the form lets them pass."""

import re

import pytest

from servio_verify.api.models import Menu
from servio_verify.api.unknown_ids import shared_ids, unknown_id_like

CROCKFORD = "0-9A-HJKMNP-TV-Z"
BASE58 = "1-9A-HJ-NP-Za-km-z"
LARGEST_OF_32_BITS = 2**31 - 1
OFTEN = range(300)


@pytest.mark.parametrize(
    ("existing", "form"),
    {
        "0b8f6d0e-5f5c-4a9b-9c1e-2f3a4b5c6d7e": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        "0B8F6D0E-5F5C-7A9B-9C1E-2F3A4B5C6D7E": r"[0-9A-F]{8}-[0-9A-F]{4}-7[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
        "00000000-0000-4000-8000-000000000001": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        "0b8f6d0e5f5c4a9b9c1e2f3a4b5c6d7e": r"[0-9a-f]{32}",
        "0B8F6D0E5F5C4A9B9C1E2F3A4B5C6D7E": r"[0-9A-F]{32}",
        "6564a1f0c2b3d4e5f6a7b8c9": r"[0-9a-f]{24}",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV": rf"[0-7][{CROCKFORD}]{{25}}",
        "venue_01h455vb4pex5vsknk084sn02q": rf"venue_[0-7][{CROCKFORD.lower()}]{{25}}",
        "V1StGXR8_Z5jdHi6B-myT": r"[\w-]{21}",
        "cltx0q1zv0000abcd1234efgh": r"c[0-9a-z]{24}",
        "7kPqR2sTuVwX": rf"[{BASE58}]{{12}}",
        "mfrggzdfmztwq2lk": r"[a-z2-7]{16}",
        "VEN-000123": r"VEN-\d{6}",
        "venue_57": r"venue_\d+",
        "v57": r"v\d+",
        "jR": r"[A-Za-z0-9]{3,}",
    }.items(),
)  # fmt: skip
def test_an_unknown_id_has_the_form_of_the_others(existing: str, form: str) -> None:
    others = {str(unknown_id_like(existing)) for _ in OFTEN}
    assert [other for other in others if not re.fullmatch(form, other)] == []
    assert existing not in others
    assert len(others) > len(OFTEN) // 2


@pytest.mark.parametrize("existing", ["0", "57", "2147483647", 7, 2**40])
def test_a_number_is_large_and_no_larger_than_a_column_of_32_bits_holds(existing: str | int) -> None:
    for _ in OFTEN:
        other = unknown_id_like(existing)
        assert type(other) is type(existing)
        assert 10**9 <= int(other) <= LARGEST_OF_32_BITS


def test_a_long_number_in_a_text_fits_64_bits() -> None:
    others = {unknown_id_like("1860421337420333056") for _ in OFTEN}
    assert max(map(int, others)) < 2**63
    assert {len(str(other)) for other in others} == {19}


def menu(own: int | str, *dishes: int) -> Menu:
    items = [{"id": each, "name": "Soup", "price": 2, "currency": "GBP", "isAvailable": True} for each in dishes]
    parts = [{"id": 1, "name": "Dishes", "items": items}]
    return Menu.model_validate({"id": own, "name": "Lunch", "venueId": 1, "isActive": True, "categories": parts})


def test_two_menus_share_ids_where_those_are_counted_within_their_parent() -> None:
    assert shared_ids(menu(1, 1, 2), menu("1", 1)) == {"menu", "dish"}
    assert shared_ids(menu(1, 1, 2), menu(2, 2)) == {"dish"}
    assert shared_ids(menu(1, 1, 2), menu(2, 3)) == set()
