"""Whether the promised subject of a check answered: whoever judges a header first shows whose it is."""

import httpx

from servio_verify.api import health
from servio_verify.api.assertions import ensure, envelope, expect_success
from servio_verify.environments.layout.current import at


def expect_promised(answer: httpx.Response) -> None:
    """Raise ResponseError where the answer is not what the contract has at this path (docs/CONTRACT.md).

    A page is no error, health says `ok` or JSON, a list is a success in its envelope, and whatever else the API
    answers is an envelope too. Somebody else's 404 proves nothing of Servio.
    """
    path = answer.request.url.path
    if path in ("", "/", at("/login")):
        ensure(answer.is_success or answer.is_redirect, "a page of the web app is not there", answer, "200")
    elif path == at("/health"):
        health.expect_said(answer)
    elif path == at("/ready"):
        ensure(answer.status_code in (200, 503), "readiness is not there", answer, "200 or 503")
        ensure(health.says_health(answer), "readiness is neither the text ok nor JSON", answer)
    elif path == at("/api/v1/venues"):
        expect_success(answer, object, "the list of venues is not there")
    else:
        envelope(answer)
