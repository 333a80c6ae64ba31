"""A promise that is broken."""

import httpx


def test_bad(web: httpx.Client) -> None:
    assert web.get("/nowhere").status_code == 200, "the till is open"
