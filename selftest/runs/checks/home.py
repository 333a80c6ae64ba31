"""A check of the home page."""

import httpx

from servio_verify.api.assertions import success


def test_home(web: httpx.Client) -> None:
    success(web.get("/"), object)
