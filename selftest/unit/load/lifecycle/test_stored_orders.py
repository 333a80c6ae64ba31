"""The count of the orders at a run's own venue, once its load is over."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pytest

from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle import test_data
from servio_verify.load.lifecycle.setup import SetUp
from servio_verify.load.lifecycle.test_data import Catalogue

META = {"timestamp": "2026-07-25T12:00:00Z", "requestId": "r", "version": "v1"}


@dataclass
class Venue:
    """An API that counts the orders of one venue so, one answer after the other; the last one stays."""

    totals: list[int | None]
    asked: list[str] = field(default_factory=list)

    def get(self, path: str) -> httpx.Response:
        self.asked.append(path)
        total = self.totals.pop(0) if len(self.totals) > 1 else self.totals[0]
        request = httpx.Request("GET", f"http://api{path}")
        if total is None:
            return httpx.Response(503, json={"success": False}, request=request)
        place = {"page": 1, "limit": 20, "total": total, "totalPages": 1}
        body = {"success": True, "data": [], "pagination": place, "meta": META}
        return httpx.Response(200, json=body, request=request)


Count = Callable[..., StoredOrders]


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    """Count at a venue that says so, where 10 orders of the load were accepted, and one before it."""
    monkeypatch.setattr(test_data, "SECONDS_UNTIL_COUNTED", 0.05)
    monkeypatch.setattr(test_data, "SECONDS_BETWEEN_COUNTS", 0.01)

    def stored(venue: Venue) -> StoredOrders:
        catalogue = Catalogue.__new__(Catalogue)
        catalogue._api, catalogue._venue = cast(Any, venue), "v-1"
        return SetUp(cast(Any, None), catalogue, 1, ExitStack()).stored(10)

    return stored


def test_a_venue_that_holds_all_of_them_is_asked_once(count: Count) -> None:
    assert count(venue := Venue([11])) == StoredOrders(11, 11)
    assert venue.asked == ["/venues/v-1/orders"]


@pytest.mark.parametrize("totals", [[9, 10, 11], [None, 11], [9, None, 11]])
def test_a_total_that_is_late_is_asked_for_again(count: Count, totals: list[int | None]) -> None:
    assert count(Venue(totals)) == StoredOrders(11, 11)


@pytest.mark.parametrize("totals", [[9], [7, 9, None]])
def test_a_total_that_stays_too_low_is_told(count: Count, totals: list[int | None]) -> None:
    assert count(Venue(totals)).lost == "2 of 11 orders that were accepted are not stored"


def test_a_total_that_cannot_be_had_is_not_covered(count: Count) -> None:
    stored = count(Venue([None]))
    assert (stored.total, "answered 503" in stored.why) == (None, True)


def test_where_there_is_no_venue_any_more_nothing_is_counted() -> None:
    stored = SetUp(cast(Any, None), None, 0, ExitStack()).stored(10)
    assert stored == StoredOrders(10, why="the run's venue is gone")
