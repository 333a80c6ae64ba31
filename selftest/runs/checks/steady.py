"""A check of the API once a second."""

import os

import pytest

from servio_verify.api.assertions import expect_success
from servio_verify.api.client import Api
from servio_verify.run.polling import wait_until


@pytest.mark.parametrize("number", range(int(os.environ["CHECK_SECONDS"])))
def test_venues(anonymous_api: Api, number: int) -> None:  # noqa: ARG001 - once for each second
    wait_until(lambda: False, 1.0)
    expect_success(anonymous_api.get("/venues"), object)
