"""Another check that passes."""

import httpx


def test_better(web: httpx.Client) -> None:
    assert web.get("/health").status_code == 200, "health"
