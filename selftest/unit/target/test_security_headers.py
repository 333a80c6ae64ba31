"""Headers that protect a browser: which answers lack one."""

import httpx
import pytest

from servio_verify.target.security_headers import missing

WHOLE = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}


def test_a_header_that_application_and_proxy_both_send_is_there() -> None:
    assert not missing(httpx.Headers([*WHOLE.items(), *WHOLE.items()]), https=False)


@pytest.mark.parametrize(
    ("name", "more"), [("X-Frame-Options", "DENY"), ("X-Frame-Options", "ALLOWALL"), ("X-Content-Type-Options", "none")]
)
def test_a_header_that_says_two_things_says_nothing(name: str, more: str) -> None:
    lacking = missing(httpx.Headers([*WHOLE.items(), (name, more)]), https=False)
    assert len(lacking) == 1
    assert lacking[0].startswith(name)


def test_frame_ancestors_may_stand_in_a_second_policy() -> None:
    held = {name: value for name, value in WHOLE.items() if name != "X-Frame-Options"}
    second = ("Content-Security-Policy", "frame-ancestors 'none'")
    assert not missing(httpx.Headers([*held.items(), second]), https=False)
    elsewhere = ("Content-Security-Policy", "report-uri /frame-ancestors 'none'")
    assert missing(httpx.Headers([*held.items(), elsewhere]), https=False) == ["X-Frame-Options or frame-ancestors"]


@pytest.mark.parametrize(("first", "second", "lacks"), [("63072000", "0", False), ("0", "63072000", True)])
def test_of_two_hsts_headers_a_browser_heeds_the_first(first: str, second: str, *, lacks: bool) -> None:
    name = "Strict-Transport-Security"
    headers = httpx.Headers([*WHOLE.items(), (name, f"max-age={first}; preload"), (name, f"max-age={second}")])
    assert missing(headers, https=True) == ([name] if lacks else [])
