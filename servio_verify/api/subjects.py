"""Whether the promised subject of a check answered: whoever judges a header first shows whose it is."""

import httpx

from servio_verify.api import health
from servio_verify.api.assertions import describe, envelope, success

READY = "/ready"
API = "/api/"
PAGES = ("", "/", "/login")


def expect_promised(answer: httpx.Response) -> None:
    """Raise AssertionError where the answer is not what the contract has at this path (docs/CONTRACT.md).

    A page is no error, health says `ok` or JSON, a list is a success in its envelope, and whatever else the API
    answers is an envelope too. Somebody else's 404 proves nothing of Servio.
    """
    path = answer.request.url.path
    if path in PAGES:
        assert answer.is_success or answer.is_redirect, describe(answer)
    elif path == READY:
        assert answer.status_code in (200, 503), describe(answer)
        assert health.says_health(answer), f"neither the text ok nor JSON: {describe(answer)}"
    elif not path.startswith(API):
        health.expect_said(answer)
    elif path.endswith("/venues"):
        success(answer, list)
    else:
        envelope(answer)
