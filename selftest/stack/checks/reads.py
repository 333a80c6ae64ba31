"""A list of the API, as everybody reads it, five times in two seconds."""

import os

import pytest

from servio_verify.api.assertions import expect_success
from servio_verify.api.client import Api
from servio_verify.run.polling import wait_until


@pytest.mark.parametrize("number", range(int(float(os.environ["CHECK_SECONDS"]) * 2.5)))
def test_venues(anonymous_api: Api, number: int) -> None:  # noqa: ARG001 - once for each moment
    wait_until(lambda: False, 0.4)
    expect_success(anonymous_api.get("/venues"), object)
