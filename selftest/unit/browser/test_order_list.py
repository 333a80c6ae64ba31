"""Which status a list of orders shows for a venue: rows, columns under a heading, filters above."""

import pytest

from servio_verify.browser.pages.order_list import lacking

WANTED = {"Anchor 01": {"pending"}, "Boat 02": {"cancelled"}}

SHOWN = {
    "rows": "Anchor 01 Lunch Pending £0.00 Cove 03 pending Boat 02 Lunch Canceled £0.00",
    "a status first": "pending Anchor 01 · pending Cove 03 · cancelled Boat 02",
    "columns": "Pending Anchor 01 Lunch Cove 03 Lunch Cancelled Boat 02 Lunch",
    "the older one first": "Cancelled Boat 02 Pending Cove 03 Anchor 01",
    "filters above": "All Pending Cancelled Anchor 01 PENDING Cove 03 pending Boat 02 CANCELLED",
    "a name twice": "Anchor 01 Anchor 01 pending Boat 02 Boat 02 cancelled",
}
WRONG = {
    "always pending": ("Anchor 01 pending Cove 03 pending Boat 02 pending", "Boat 02"),
    "the same under filters": ("Pending Cancelled Anchor 01 pending Cove 03 pending Boat 02 pending", "Boat 02"),
    "no status": ("Anchor 01 Lunch Cove 03 Lunch Boat 02 Lunch", "Anchor 01"),
    "one without a status": ("Anchor 01 Lunch Boat 02 cancelled", "Anchor 01"),
    "another venue's name": ("Anchor 01 pending Cove 03 pending Lunch cancelled", "Boat 02"),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_each_status_is_found_however_the_list_is_drawn(shown: str) -> None:
    assert lacking(shown, WANTED) is None


@pytest.mark.parametrize(("shown", "first"), WRONG.values(), ids=WRONG)
def test_the_first_venue_without_its_status_is_named(shown: str, first: str) -> None:
    assert lacking(shown, WANTED) == first


@pytest.mark.parametrize("status", ["confirmed", "preparing", "ready", "completed"])
def test_an_order_that_went_on_is_found_with_each_status_that_it_had(status: str) -> None:
    wanted = WANTED | {"Anchor 01": {"pending", status}}
    assert lacking(f"Anchor 01 Lunch {status.upper()} Boat 02 Already cancelled", wanted) is None
    assert lacking("Anchor 01 Lunch pending Boat 02 cancelled", wanted) is None
    assert lacking("Anchor 01 Lunch pending Boat 02 cancelled", WANTED | {"Anchor 01": {status}}) == "Anchor 01"
