"""The sign-in of the test user: the one thing that an examination writes to a target, and only where it may."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx
from playwright.sync_api import Error

from servio_verify.api.client import Api
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, untried, well, wrong
from servio_verify.doctor.in_browser import seen_sign_in, token_places
from servio_verify.doctor.in_browser.browser import BrowserAtWork
from servio_verify.doctor.in_browser.seen_sign_in import SeenSignIn
from servio_verify.environments.layout import current
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.errors import ServioVerifyError
from servio_verify.failures.check_errors import DoubtError, SignInRefusedError
from servio_verify.failures.failure_kinds import exchange_of
from servio_verify.failures.intermediary import intermediary, what_to_do
from servio_verify.failures.sign_in_refusal import REFUSED
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal
from servio_verify.target import guard
from servio_verify.traffic import exchanges
from servio_verify.traffic.http import open_client

SECONDS = 5.0
FORM_SECONDS = 7.0
NOT_THERE = (404, 405, 410, 501)
STILL_RIGHT = "is SERVIO_PASSWORD still right? is SERVIO_EMAIL a user of this environment?"


def guarded(environment: Environment, deadline: Deadline) -> Finding:
    """Return whether the target may be written to: the guard against production asks it."""
    read_only = not environment.writes and not environment.load
    try:
        Attempt(lambda: guard.refuse_undeclared_production(environment)).result(deadline.left(SECONDS))
    except TimeoutError as error:
        return wrong("guard", f"whether it is production: {error}", "a run would write nothing; look at its /health")
    except ServioVerifyError as error:
        said, _, advice = str(error).partition("\n")[0].partition(": ")
        return wrong("guard", said, advice or "correct the address", error.exit_code)
    if read_only:
        return well("guard", "read-only: writes and load are false, so nothing is ever written there")
    return well("guard", "it does not say that it is production: writes are allowed")


def refused(environment: Environment, guard_finding: Finding) -> Finding | None:
    """Return why nobody may sign in there; None where one may."""
    if reason := refusal(environment, Action.SIGN_IN):
        return untried("sign-in", reason)
    return untried("sign-in", "the guard keeps us from it") if guard_finding.stops else None


def by_api(environment: Environment, deadline: Deadline) -> Finding | None:
    """Sign in by the API; return None where it has no such address, and so nobody was signed in."""
    account = environment.credentials[0]
    try:
        refused = Attempt(lambda: _use_session(environment)).result(deadline.left(SECONDS))
    except TimeoutError as error:
        code = "a code of the second factor counts once: run again in 30 s" if environment.totp_secret else ""
        return wrong("sign-in", f"the API: {error}", code or "look at its auth provider")
    except SignInRefusedError as error:
        status = error.exchange.status if error.exchange else "no status"
        return wrong("sign-in", f"{account} is refused ({status})", STILL_RIGHT)
    except DoubtError as error:
        said, _, advice = error.sentence.rpartition(": ")
        return wrong("sign-in", said or error.sentence, advice if said else "have this user let in from here")
    except (AssertionError, httpx.HTTPError) as error:
        exchange = exchange_of(error)
        if exchange and exchange.status in NOT_THERE:
            return None
        said = str(error).strip().partition("\n")[0][:160]
        return wrong("sign-in", said, "look at [paths] sign_in_api and [sign_in] token")
    return refused or well("sign-in", f"{account} is let in by the API")


def by_form(environment: Environment, browser: BrowserAtWork, deadline: Deadline) -> tuple[Finding, SeenSignIn]:
    """Sign in by the form, as the settings of this environment find it, and watch what that shows."""
    account = environment.credentials[0]
    current.follow(environment)
    try:
        seen = browser.ask(environment, lambda context: seen_sign_in.watch(context, environment)).result(
            deadline.left(FORM_SECONDS)
        )
    except TimeoutError as error:
        return wrong("sign-in", f"by the form: {error}", "see how it goes in a browser"), SeenSignIn()
    except (AssertionError, Error) as error:
        said = str(error).strip().partition("\n")[0][:120]
        return wrong("sign-in", f"by the form: {said}", "see how it goes in a browser"), SeenSignIn()
    if seen.landed:
        return well("sign-in", f"{account} is let in by the form, which leads to {seen.landed}"), seen
    if seen.status in REFUSED and seen.elsewhere:
        said = f"{account} is refused ({seen.status}) by {seen.elsewhere}, which is neither web_url nor api_url"
        return wrong("sign-in", said, f'is that the API? then set api_url = "{seen.elsewhere}"'), seen
    if seen.status in REFUSED:
        return wrong("sign-in", f"{account} is refused ({seen.status})", STILL_RIGHT), seen
    said = f'the form says "{seen.said}"' if seen.said else f"the form leads nowhere ({seen.status or 'nothing sent'})"
    return wrong("sign-in", f"{account}: {said}", STILL_RIGHT), seen


def _use_session(environment: Environment) -> Finding | None:
    """Sign in and make one call with that session, as checks do; return what is wrong with the call, if anything."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(new_run_id(), Path(folder))
        with open_client(environment, run, environment.api_url) as client:
            api = Api(client, Journal.of(run), run)
            api.sign_in(*environment.credentials)
            sent = [line for answer in exchanges.EXCHANGES for line in answer.headers.get_list("set-cookie")]
            answer = None if environment.resources.missing("/venues") else api.get("/venues", limit=1)
    return _of_call(environment, answer, sent) if answer is not None else None


def _of_call(environment: Environment, answer: httpx.Response, set_cookies: Sequence[str]) -> Finding | None:
    url = str(answer.url)
    who = intermediary(url, answer.status_code, answer.headers, answer.text)
    if not who:
        return None
    if environment.basic_auth is None or environment.sign_in.cookie:
        return wrong("sign-in", f"let in, but then {who}", what_to_do(who))
    # A request has one `Authorization`: the session's token stands there, and no longer the gate's password.
    name = token_places.session_cookie(set_cookies)
    own = f'set [sign_in] token = "cookie:{name}"' if name else "have its session in a cookie ([sign_in] token)"
    said = f"let in, but with the session's token {who}: a request has one Authorization"
    return wrong("sign-in", said, f"{own}, or have the gate let bearer tokens past to the API", SETTINGS)
