"""An endpoint that does not answer in time."""

from servio_verify.api.client import Api


def test_venues(guest: Api) -> None:
    guest.http.timeout = 1
    guest.get("/venues")
