"""A check of the home page."""

import httpx

from servio_verify.api.assertions import expect_success


def test_home(web: httpx.Client) -> None:
    expect_success(web.get("/"), object)
