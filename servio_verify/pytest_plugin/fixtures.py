"""Fixtures of the checks: target, clients, browsers."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from servio_verify.api.client import Api
from servio_verify.api.renewal import Issued, SharedSession
from servio_verify.browser.sign_in import shared
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.pytest_plugin.stash import ENVIRONMENT, RUN
from servio_verify.run import sign_ins
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.traffic import build_source
from servio_verify.traffic.http import open_client


@pytest.fixture(scope="session")
def environment(pytestconfig: pytest.Config) -> Environment:
    """The target."""
    return pytestconfig.stash[ENVIRONMENT]


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """This run, as this worker sees it."""
    return pytestconfig.stash[RUN]


@pytest.fixture(scope="session")
def account(environment: Environment) -> tuple[str, str]:
    """The test user's e-mail and password; skips what signs in or writes where that is not allowed."""
    if reason := refusal(environment, Action.SIGN_IN):
        pytest.skip(reason)
    return environment.credentials


@pytest.fixture(scope="session")
def journal(run: Run) -> Journal:
    """What this worker makes on the target."""
    return Journal.of(run)


@pytest.fixture(scope="session")
def web(environment: Environment, run: Run) -> Iterator[httpx.Client]:
    """The web app's origin, without a browser."""
    with open_client(environment, run, environment.web_url) as client:
        yield client


@pytest.fixture(scope="session")
def build(pytestconfig: pytest.Config, environment: Environment, web: httpx.Client) -> str | None:
    """The build that must answer; where none is expected, the one that the web app names."""
    expected: str | None = pytestconfig.option.expect_build
    path = environment.paths.at(build_source.path_for(environment.build))
    return expected or build_source.read(environment.build, web.get(path))


@pytest.fixture(scope="session")
def anonymous_api(environment: Environment, run: Run, journal: Journal) -> Iterator[Api]:
    """The API without a session."""
    with open_client(environment, run, environment.api_url) as client:
        yield Api(client, journal, run)


@pytest.fixture(scope="session")
def signed_in(account: tuple[str, str], environment: Environment, run: Run, journal: Journal) -> Iterator[Api]:
    """The API for the test user: one sign-in for the whole run."""
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, journal, run)
        use_shared_session(api, environment, run, account, "token")
        yield api


def use_shared_session(api: Api, environment: Environment, run: Run, account: tuple[str, str], name: str) -> None:
    """Have the client use the one session of this account that all workers of the run share, and renew it."""

    def obtain() -> dict[str, Any]:
        at = time.time()
        token = api.obtain_token(*account)
        sign_ins.note(run.folder, environment.api_url, account)
        return Issued(token, at)._asdict()

    def works(kept: dict[str, Any]) -> dict[str, Any] | None:
        return kept if api.still_counts(kept["token"]) else None

    def renew(ended: str) -> Issued:
        # Another worker may have renewed it already: what is kept counts, unless it is what has ended.
        good = shared(run.folder, name, obtain, lambda kept: works(kept) if kept["token"] != ended else None, trusted=0)
        return Issued(**good)

    issued = Issued(**shared(run.folder, name, obtain, works))
    ends_any_time = environment.session.ends_every_session
    api.http.auth = SharedSession(run.folder, issued, renew, may_end_any_time=ends_any_time)


@pytest.fixture
def api(signed_in: Api) -> Iterator[Api]:
    """The API for the test user; what the check makes is deleted afterwards, pass or fail."""
    yield signed_in
    signed_in.clean_up()


@pytest.fixture(scope="session")
def _sessions_end_on_the_server(environment: Environment) -> None:
    """Skip where a session is good until it expires, also after sign-out."""
    if not environment.session.ends_on_server:
        pytest.skip("that sign-out ends a session on the server: [session] ends_on_server = false")


@pytest.fixture(scope="session")
def reading_api(request: pytest.FixtureRequest, environment: Environment) -> Api:
    """The API for reading: as the test user where one may sign in, else without a session."""
    api: Api = request.getfixturevalue("signed_in" if environment.writes else "anonymous_api")
    return api
