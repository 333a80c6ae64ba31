"""A check that passes."""

import httpx


def test_good(web: httpx.Client) -> None:
    assert web.get("/health").status_code == 200, "health"
