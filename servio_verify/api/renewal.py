"""Renewal of the suite's own session: a token that is at its end is replaced, one that is refused at random is not."""

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

import httpx

from servio_verify.api import sessions
from servio_verify.api.assertions import ensure
from servio_verify.environments.layout import current
from servio_verify.run import files

SHORTEST_LIFE = 300.0
"""Seconds that a token lives at least (docs/CONTRACT.md, Where an environment may differ)."""


class Issued(NamedTuple):
    """A token, and when whoever signed in asked for it, in seconds since the epoch."""

    token: str
    at: float


class SharedSession(httpx.Auth):
    """The token that all workers of a run share, for one client.

    `token` is the one in use, which another worker may have signed in for; `renew` replaces the one it is told and
    returns a new one. A refused token is tried once more: one that is good after all was refused at random, and that
    is Servio's. One that is really at its end is renewed, and counted, where it may end: after its shortest life, or
    whenever somebody signs out.
    """

    requires_response_body = True

    def __init__(self, folder: Path, issued: Issued, renew: Callable[[str], Issued], *, may_end_any_time: bool) -> None:
        self._folder = folder
        self._issued = issued
        self._renew = renew
        self._may_end_any_time = may_end_any_time

    @property
    def token(self) -> str:
        """The token in use."""
        return self._issued.token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the token, unless it names another; httpx calls this."""
        signs_in = request.url.path == current.layout().paths.sign_in.partition("?")[0]
        if sessions.carries(request.headers) or signs_in:
            yield request
            return
        request.headers.update(sessions.headers(self.token))
        refused = yield request
        if refused.status_code != httpx.codes.UNAUTHORIZED:
            return
        again = yield request
        refused_again = again.status_code == httpx.codes.UNAUTHORIZED
        ensure(refused_again, "a token is refused once, and is good", refused, "what the same token brings then")
        if not self._may_end_any_time and time.time() - self._issued.at < SHORTEST_LIFE:
            return  # the promise is five minutes: whoever asked says what was refused
        self._issued = self._renew(self.token)
        with (self._folder / files.RENEWALS).open("a", encoding="utf-8") as file:
            file.write("renewed\n")
        request.headers.update(sessions.headers(self.token))
        yield request


def renewals(folder: Path) -> int:
    """Return how often a session of the run was renewed."""
    file = folder / files.RENEWALS
    return len(file.read_text(encoding="utf-8").splitlines()) if file.exists() else 0


def renewal_note(folder: Path) -> tuple[str, ...]:
    """Return the line about renewed sessions; none where none was."""
    times = renewals(folder)
    return (f"the suite's session had ended and was renewed {times} time{'s'[: times - 1]}",) if times else ()
