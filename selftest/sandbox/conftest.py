"""A sandbox of two builds, and its clients."""

from collections.abc import Iterator

import httpx
import pytest

from selftest.support.sandbox import Running, running


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with running("--build", "aaa1111", "--build", "bbb2222") as found:
        yield found


@pytest.fixture
def api(sandbox: Running) -> Iterator[httpx.Client]:
    with sandbox.client() as client:
        yield client


@pytest.fixture
def visitor(sandbox: Running) -> Iterator[httpx.Client]:
    with sandbox.client(signed_in=False) as client:
        yield client


@pytest.fixture
def venue(api: httpx.Client) -> Iterator[str]:
    made = api.post("/api/v1/venues", json={"name": "Self test", "address": "1 Quay"}).json()["data"]["id"]
    yield f"/api/v1/venues/{made}"
    api.delete(f"/api/v1/venues/{made}")
