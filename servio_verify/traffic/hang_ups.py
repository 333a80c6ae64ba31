"""Tells a server that refuses a path by hanging up from a connection that was lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx

HUNG_UP = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""What a client sees where the other side closes; a time-out or a failed connection is something else."""

TRIES = 2


def answer_unless_refused(
    open_fresh: Callable[[], AbstractContextManager[httpx.Client]], path: str, beside: str = "/"
) -> httpx.Response | None:
    """Return the answer to `GET path`, asked over fresh connections; None where the server hangs up on just that.

    Refused is what is hung up on twice, each time on a connection of its own, while `beside` answers on a third.
    Raises httpx.TransportError where that is not shown.
    """
    for _ in range(TRIES):
        try:
            with open_fresh() as client:
                return client.get(path)
        except HUNG_UP:
            continue
    with open_fresh() as client:
        other = client.get(beside)
    if other.is_error:
        raise httpx.RemoteProtocolError(f"GET {path}: hung up on, and {beside} answered {other.status_code}")
    return None
