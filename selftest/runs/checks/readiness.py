"""A check of the API's readiness."""

from servio_verify.api import health
from servio_verify.api.client import Api


def test_ready(anonymous_api: Api) -> None:
    health.expect_ok(anonymous_api.http.get("/ready"))
