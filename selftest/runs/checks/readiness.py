"""A check of the API's readiness."""

from servio_verify.api import health
from servio_verify.api.client import Api


def test_ready(guest: Api) -> None:
    health.expect_ok(guest.http.get("/ready"))
