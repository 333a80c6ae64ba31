"""What an answer may hold: other forms of the same value are taken, another value is not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from servio_verify.api.models import Meta, OrderItem, Venue

TIME = "2026-11-30T09:06:47Z"
META: dict[str, Any] = {"timestamp": TIME, "requestId": "r-1", "version": "v1"}
LINE: dict[str, Any] = {"id": "1", "name": "Soup", "quantity": 2, "price": "2.00", "total": "4.00"}
VENUE: dict[str, Any] = {
    "id": "1",
    "name": "Bistro",
    "address": "1 Long St",
    "timezone": "Europe/Warsaw",
    "currency": "PLN",
    "createdAt": TIME,
    "updatedAt": TIME,
}


@pytest.mark.parametrize(
    "told",
    [
        TIME,
        "2026-11-30 09:06:47+00",
        "2026-11-30 10:06:47.000000+01",
        "2026-11-30T09:06:47.000000000Z",
        "2026-11-30T09:06:47+0000",
    ],
)
def test_a_time_may_be_written_as_postgres_writes_it(told: str) -> None:
    assert Meta.model_validate(META | {"timestamp": told}).timestamp == datetime(2026, 11, 30, 9, 6, 47, tzinfo=UTC)


@pytest.mark.parametrize("told", ["yesterday", "30.11.2026 09:06", "2026-11-30 09:06:47+99", "", None])
def test_a_time_that_nobody_can_read_is_none(told: object) -> None:
    with pytest.raises(ValidationError):
        Meta.model_validate(META | {"timestamp": told})


@pytest.mark.parametrize("version", ["v1", 1, 1.2, None, {"api": "v1", "build": "x"}])
def test_the_version_may_be_anything_that_is_there(version: object) -> None:
    Meta.model_validate(META | {"version": version})
    with pytest.raises(ValidationError):
        Meta.model_validate({name: value for name, value in META.items() if name != "version"})


def test_the_id_of_a_request_may_be_a_number() -> None:
    assert Meta.model_validate(META | {"requestId": 10**15}).request_id == 10**15
    with pytest.raises(ValidationError):
        Meta.model_validate(META | {"requestId": ""})


def test_a_quantity_is_a_whole_number_however_json_writes_it() -> None:
    assert OrderItem.model_validate(LINE | {"quantity": 2.0}).quantity == 2
    for wrong in ("2", 2.5, 0, 0.0, True, None):
        with pytest.raises(ValidationError):
            OrderItem.model_validate(LINE | {"quantity": wrong})


def test_a_venue_of_others_may_have_no_address() -> None:
    assert Venue.model_validate(VENUE | {"address": None}).address is None
    assert Venue.model_validate({name: value for name, value in VENUE.items() if name != "address"}).address is None
