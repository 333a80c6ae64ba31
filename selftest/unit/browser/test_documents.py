"""The pages that a recorder has seen, with their headers."""

from types import SimpleNamespace
from typing import cast

from playwright.sync_api import Response

from servio_verify.browser.recording.sent import headers_of
from servio_verify.target.security_headers import missing


def test_policies_in_two_headers_of_a_page_are_two() -> None:
    """Playwright joins them by a line end, httpx by a comma."""
    told = {
        "content-security-policy": "default-src 'self'\nframe-ancestors 'none'",
        "x-content-type-options": "nosniff\nnosniff",
        "referrer-policy": "no-referrer",
    }
    headers = headers_of(cast(Response, SimpleNamespace(headers=told)))
    assert headers.get_list("Content-Security-Policy") == ["default-src 'self'", "frame-ancestors 'none'"]
    assert missing(headers, https=False) == []
