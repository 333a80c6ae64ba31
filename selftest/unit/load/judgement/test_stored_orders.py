"""Orders that were accepted, and what the venue says that it holds."""

import pytest

from servio_verify.load.judgement.stored_orders import StoredOrders


@pytest.mark.parametrize(
    ("stored", "lost"),
    [
        (StoredOrders(), None),
        (StoredOrders(40, 40), None),
        (StoredOrders(40, 43), None),
        (StoredOrders(40, 0), "40 of 40 orders that were accepted are not stored"),
        (StoredOrders(40, 37), "3 of 40 orders that were accepted are not stored"),
    ],
)
def test_orders_that_are_not_there_are_told(stored: StoredOrders, lost: str | None) -> None:
    assert (stored.lost, stored.not_covered) == (lost, ())


def test_what_cannot_be_counted_is_not_covered() -> None:
    stored = StoredOrders(40, why="GET /orders answered 503")
    assert stored.lost is None
    assert stored.not_covered == ("whether all 40 orders that were accepted are stored: GET /orders answered 503",)
