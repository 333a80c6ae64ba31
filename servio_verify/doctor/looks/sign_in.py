"""The sign-in of the test user: the one thing that an examination writes to a target, and only where it may."""

import tempfile
from pathlib import Path

import httpx

from servio_verify.api.client import Api
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import Finding, untried, well, wrong
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.errors import ServioVerifyError
from servio_verify.failures.check_errors import DoubtError, SignInRefusedError
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal
from servio_verify.target import guard
from servio_verify.traffic.http import open_client

SECONDS = 5.0


def guarded(environment: Environment, deadline: Deadline) -> Finding:
    """Return whether the target may be written to: the guard against production asks it."""
    if not environment.writes and not environment.load:
        return well("guard", "read-only: writes and load are false, so nothing is ever written there")
    try:
        Attempt(lambda: guard.refuse_undeclared_production(environment)).result(deadline.left(SECONDS))
    except TimeoutError as error:
        return wrong("guard", f"whether it is production: {error}", "a run would write nothing; look at its /health")
    except ServioVerifyError as error:
        said, _, advice = str(error).partition("\n")[0].partition(": ")
        return wrong("guard", said, advice or "correct the address", error.exit_code)
    return well("guard", "it does not say that it is production: writes are allowed")


def look(environment: Environment, guard_finding: Finding, deadline: Deadline) -> Finding:
    """Sign in by the API, once, where that is allowed."""
    if reason := refusal(environment, Action.SIGN_IN):
        return untried("sign-in", reason)
    if guard_finding.stops:
        return untried("sign-in", "the guard keeps us from it")
    account = environment.credentials[0]
    try:
        Attempt(lambda: _sign_in(environment)).result(deadline.left(SECONDS))
    except TimeoutError as error:
        return wrong("sign-in", f"the API: {error}", "look at its auth provider")
    except SignInRefusedError as error:
        said = f"{account} is refused ({error.exchange.status if error.exchange else 'no status'})"
        return wrong("sign-in", said, "is SERVIO_PASSWORD still right? is SERVIO_EMAIL a user of this environment?")
    except DoubtError as error:
        return wrong("sign-in", error.sentence, "give the test user a way in without it, or set what it asks for")
    except (AssertionError, httpx.HTTPError) as error:
        said = str(error).strip().partition("\n")[0][:160]
        return wrong("sign-in", said, "look at [paths] sign_in_api, [sign_in] token")
    return well("sign-in", f"{account} is let in by the API, with a token")


def _sign_in(environment: Environment) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Run(new_run_id(), Path(folder))
        with open_client(environment, run, environment.api_url) as client:
            Api(client, Journal.of(run), run).obtain_token(*environment.credentials)
