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
