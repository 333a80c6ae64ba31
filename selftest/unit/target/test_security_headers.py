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


def test_a_header_that_says_two_things_says_nothing() -> None:
    lacking = missing(httpx.Headers([*WHOLE.items(), ("X-Content-Type-Options", "none")]), https=False)
    assert lacking == ["X-Content-Type-Options: nosniff"]


@pytest.mark.parametrize("more", ["DENY", "ALLOWALL"])
def test_where_framing_is_told_in_two_ways_browsers_allow_none(more: str) -> None:
    """HTML Standard, 7.3.2: of several values, one that limits framing is enough to block it."""
    assert not missing(httpx.Headers([*WHOLE.items(), ("X-Frame-Options", more)]), https=False)


def test_a_word_that_limits_no_framing_is_none() -> None:
    lacking = missing(httpx.Headers({**WHOLE, "X-Frame-Options": "ALLOWALL"}), https=False)
    assert lacking == ["X-Frame-Options or frame-ancestors"]


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
