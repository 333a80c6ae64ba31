"""An endpoint that does not answer in time."""

from servio_verify.api.client import Api


def test_venues(anonymous_api: Api) -> None:
    anonymous_api.http.timeout = 1
    anonymous_api.get("/venues")
