"""A venue that is made and found, twice a second."""

import os

import pytest

from servio_verify.api.assertions import expect_success
from servio_verify.api.client import Api
from servio_verify.api.models import Venue
from servio_verify.run.polling import wait_until


@pytest.mark.parametrize("number", range(int(float(os.environ["CHECK_SECONDS"]) * 2)))
def test_a_venue(api: Api, number: int) -> None:  # noqa: ARG001 - once for each moment
    wait_until(lambda: False, 0.5)
    venue = api.make_venue()
    assert expect_success(api.get(f"/venues/{venue.id}"), Venue).name == venue.name
