"""Gates that checks met: before a whole origin they are somebody else's; on one path alone they are Servio's own."""

from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

import httpx

from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure import Failure
from servio_verify.failures.intermediary import intermediary
from servio_verify.failures.kind import Kind, of_status
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

ANSWER_SECONDS = 5.0
UNKNOWN = "/servio-verify-asks-whether-this-is-gated"
"""A path that nobody has: a gate before the whole origin refuses it like any other."""


def without_own_gates(failures: Sequence[Failure]) -> list[Failure]:
    """Return the failures; those of a challenge that stands before one path only are Servio's own refusals."""
    return [_judged(failure) for failure in failures]


def _judged(failure: Failure) -> Failure:
    exchange = failure.exchange
    if failure.kind is not Kind.INTERMEDIARY or exchange is None or not _is_own(exchange):
        return failure
    own = exchange.model_copy(update={"answered_by": ""})
    return failure.model_copy(update={"kind": of_status(own.status), "exchange": own})


def _is_own(exchange: Exchange) -> bool:
    if exchange.status != httpx.codes.UNAUTHORIZED:
        return False
    parts = urlsplit(exchange.url)
    elsewhere = _gate_at(f"{parts.scheme}://{parts.netloc}{UNKNOWN}")
    # A gate that is gone by now says nothing of how far it reached.
    return elsewhere == "" and bool(_gate_at(exchange.url))


@cache
def _gate_at(url: str) -> str | None:
    """Return who refuses this address; empty where it is not refused, None where nothing answers."""
    try:
        with connections.client(Part.PROBE, verify=False, timeout=ANSWER_SECONDS, fresh=True) as client:
            answer = client.get(url)
    except httpx.HTTPError:
        return None
    return intermediary(url, answer.status_code, answer.headers, answer.text) or ""
