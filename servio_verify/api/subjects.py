"""Assertions on answers of which the contract leaves a part open: what is promised all the same (docs/CONTRACT.md)."""

import httpx

from servio_verify.api import health
from servio_verify.api.assertions import (
    ensure,
    envelope,
    expect_closed,
    expect_error,
    expect_no_trace,
    expect_refusal,
    expect_success,
)
from servio_verify.api.unknown_ids import is_opaque
from servio_verify.environments.layout.current import at
from servio_verify.failures.intermediary import is_envelope
from servio_verify.failures.stack_traces import STACK_TRACES

_NO_SUCH = (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)
"""What a router says, often in words of its own, to a path or a method that is not there."""

_NO_METHOD = (401, 403, *_NO_SUCH, 501)
"""What it says to a method alone, or whatever stands before it: gateways let through what they were told of."""


def expect_promised(answer: httpx.Response) -> None:
    """Raise ResponseError where the answer is not what the contract has at this path.

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


def expect_refused(answer: httpx.Response, of: str, *, to_nobody: bool = False, no_method: bool = False) -> None:
    """Raise ResponseError unless the answer refuses, with any status that means so: which one is not promised.

    `of` names what is to be refused, as in `expect_error`. `to_nobody`: who asks has no session; to anybody else, 401
    says that nobody looked, as 429 does to all. `no_method`: the contract has no such method at this path.
    """
    if no_method and _lacks_method(answer):
        return
    ensure(not answer.is_success, f"{of} is accepted", answer, "a refusal")
    looked_at = answer.status_code != httpx.codes.TOO_MANY_REQUESTS
    looked_at &= to_nobody or answer.status_code != httpx.codes.UNAUTHORIZED
    ensure(answer.is_client_error and looked_at, f"{of} is not refused as promised", answer, "a refusal")
    expect_no_trace(answer)
    if answer.status_code not in _NO_SUCH:
        expect_refusal(answer)


def expect_no_such(answer: httpx.Response, of: str, like: str | int, *, closed: bool = False) -> None:
    """Raise ResponseError unless there is nothing of a made-up id, which was made like that one: 404 NOT_FOUND.

    An id of no usual form may be refused as none instead: 400 VALIDATION_ERROR. `closed`: 403 FORBIDDEN will do, too.
    """
    if is_opaque(like) and answer.status_code == httpx.codes.BAD_REQUEST:
        expect_error(answer, 400, "VALIDATION_ERROR", of)
    elif closed:
        expect_closed(answer, of)
    else:
        expect_error(answer, 404, "NOT_FOUND", of)


def expect_decided(answer: httpx.Response, of: str, *, no_method: bool = False, to_nobody: bool = False) -> None:
    """Raise ResponseError where the answer neither takes nor refuses what may be either.

    An INTERNAL_ERROR in its envelope is an answer too, as long as it shows no stack trace. `no_method`: see above.
    `to_nobody`: who asks has no session, and may be led elsewhere.
    """
    if _is_internal_error(answer) or (no_method and _lacks_method(answer)):
        return
    ensure(not answer.is_server_error, f"{of} ends in an error of Servio's own", answer, "to be taken or refused")
    if not (answer.is_success or (to_nobody and answer.is_redirect)):
        expect_refused(answer, of, to_nobody=to_nobody)


def _lacks_method(answer: httpx.Response) -> bool:
    """Whether the answer says in somebody's own words that there is no such method; one in an envelope is Servio's."""
    own = is_envelope(answer.text) or STACK_TRACES.search(answer.text)
    return answer.status_code in _NO_METHOD and not own


def _is_internal_error(answer: httpx.Response) -> bool:
    try:
        expect_error(answer, 500, "INTERNAL_ERROR")
    except AssertionError:
        return False
    return True
