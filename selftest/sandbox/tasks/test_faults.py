"""Faults of one task among several."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from selftest.support.sandbox import running
from selftest.support.tasks import Parts

ACCOUNT = {"email": "test@example.com", "password": "password"}
FAULTS = ("sessions-apart", "list-cache-stale", "clock-off")


@pytest.fixture(scope="module")
def faulty(parts: Parts) -> Iterator[httpx.Client]:
    faults = (option for name in FAULTS for option in ("--fault", name))
    with running(*parts.options(), *faults) as task, httpx.Client(base_url=task.facts["api_url"]) as client:
        yield client


def test_a_session_of_a_task_that_keeps_them_apart_is_known_there_alone(
    one: httpx.Client, faulty: httpx.Client
) -> None:
    for at, elsewhere in ((faulty, one), (one, faulty)):
        token = at.post("/api/v1/auth/login", json=ACCOUNT).json()["data"]["token"]
        session = {"Authorization": f"Bearer {token}"}
        told = [client.get("/api/v1/orders", headers=session).status_code for client in (at, elsewhere)]
        assert told == [200, 401]


def test_a_stale_cache_of_lists_never_shows_what_is_new(
    one: httpx.Client, faulty: httpx.Client, key: dict[str, str]
) -> None:
    before = faulty.get("/api/v1/venues").json()
    made = one.post("/api/v1/venues", json={"name": "New"}, headers=key).json()["data"]["id"]
    assert one.get("/api/v1/venues").json()["data"][0]["id"] == made
    after = faulty.get("/api/v1/venues").json()
    assert after["data"] == before["data"]
    assert after["meta"]["requestId"] != before["meta"]["requestId"]
    assert faulty.get(f"/api/v1/venues/{made}").status_code == 200


def test_a_task_whose_clock_is_off_tells_and_stores_another_time(faulty: httpx.Client, key: dict[str, str]) -> None:
    answer = faulty.post("/api/v1/venues", json={"name": "Late"}, headers=key)
    told = answer.json()
    times = (
        parsedate_to_datetime(answer.headers["Date"]),
        datetime.fromisoformat(told["meta"]["timestamp"]),
        datetime.fromisoformat(told["data"]["createdAt"]),
    )
    for time in times:
        assert timedelta(minutes=4) < datetime.now(UTC) - time < timedelta(minutes=6)
