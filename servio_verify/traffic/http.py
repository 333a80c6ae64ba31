"""The HTTP client of Servio's API, and its refusal to write."""

import httpx

from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.errors import InvalidError
from servio_verify.run import pacing
from servio_verify.run.identity import Run
from servio_verify.run.marks import Part
from servio_verify.secrets.values import kept_from_browsers
from servio_verify.traffic import connections, exchanges, lateness

ANSWER_SECONDS = 15.0
"""After this long an answer is no longer waited for."""

READING = ("GET", "HEAD", "OPTIONS")


class ReadOnlyError(InvalidError):
    """Something tried to write to an environment that is read-only."""


def open_client(environment: Environment, run: Run, base_url: str) -> httpx.Client:
    """Return a client for one origin that names the run in every request and follows no redirect."""

    look = exchanges.look_for(kept_from_browsers(environment))
    sign_in = environment.paths.sign_in.partition("?")[0]

    def refuse_writes(request: httpx.Request) -> None:
        if request.method not in READING and (reason := refusal(environment, Action.WRITE)):
            raise ReadOnlyError(f"{request.method} {request.url}: {reason}")

    def read_in_time(request: httpx.Request) -> None:
        lateness.wait(request, environment.read_after_write)

    def pace(request: httpx.Request) -> None:
        if base_url == environment.api_url:
            if request.method == "POST" and request.url.path == sign_in:
                pacing.before_sign_in()
            pacing.before_request()

    # Who somebody is, is said by a token alone: a cookie that stayed would sign in whom nobody meant to.
    return connections.client(
        Part.CHECKS,
        run_id=run.id,
        cookies=connections.no_cookies(),
        base_url=base_url,
        verify=trust.trust(environment),
        timeout=ANSWER_SECONDS,
        event_hooks={"request": [refuse_writes, read_in_time, pace], "response": [exchanges.note, lateness.note, look]},
    )
