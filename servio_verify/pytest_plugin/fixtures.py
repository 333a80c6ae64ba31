"""Fixtures of the checks: target, clients, browsers."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from servio_verify.api import observations
from servio_verify.api.client import Api
from servio_verify.api.http import open_client
from servio_verify.api.renewal import SharedSession
from servio_verify.browser import answers, builds
from servio_verify.browser import install as browsers
from servio_verify.browser.complaints import RECORDERS
from servio_verify.browser.recorder import Recorder
from servio_verify.browser.sign_in import TRUSTED_SECONDS, BrowserSignIn, shared
from servio_verify.environments.model import EVERY_SESSION, Environment, Tier
from servio_verify.environments.permissions import Action, refusal
from servio_verify.pytest_plugin.stash import ENVIRONMENT, RUN
from servio_verify.run import sign_ins
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.secrets import obtained

OpenContext = Callable[..., BrowserContext]

EXPECT_MILLISECONDS = 10_000
"""How long a page has to show what it promises; what is pressed or filled in has half as long again."""

NAVIGATION_MILLISECONDS = 30_000
"""How long a page may take to answer."""


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

    def obtain() -> str:
        token = api.obtain_token(*account)
        sign_ins.note(run.folder, environment.api_url, account)
        return token

    def renew(ended: str) -> str:
        # Another worker may have renewed it already: what is kept counts, unless it is what has ended.
        return shared(run.folder, name, obtain, lambda kept: kept != ended and api.still_counts(kept), trusted=0)

    token = shared(run.folder, name, obtain, api.still_counts)
    ends_any_time = environment.session.sign_out_ends == EVERY_SESSION
    api.http.auth = SharedSession(run.folder, token, renew, may_end_any_time=ends_any_time)


@pytest.fixture
def api(signed_in: Api) -> Iterator[Api]:
    """The API for the test user; what the check makes is deleted afterwards, pass or fail."""
    yield signed_in
    signed_in.clean_up()


@pytest.fixture
def _sessions_end_on_the_server(environment: Environment) -> None:
    """Skip where a session is good until it expires, also after sign-out."""
    if not environment.session.ends_on_server:
        pytest.skip("that sign-out ends a session on the server: [session] ends_on_server = false")


@pytest.fixture(scope="session")
def reading_api(request: pytest.FixtureRequest, environment: Environment) -> Api:
    """The API for reading: as the test user where one may sign in, else without a session."""
    api: Api = request.getfixturevalue("signed_in" if environment.writes else "anonymous_api")
    return api


@pytest.fixture(scope="session")
def delete_output_dir() -> None:
    """Keep what is there (overrides pytest-playwright's): the folder is the run's own, and workers share it."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """Playwright's browser where it is installed, else the system's."""
    if "channel" in browser_type_launch_args:
        return browser_type_launch_args
    path = browsers.executable(browser_name, headed=pytestconfig.getoption("--headed"))
    return browser_type_launch_args | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """The browser; what its pages say of their build is noted."""
    builds.listen(browser)
    return browser


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], environment: Environment) -> dict[str, Any]:
    """A certificate of a private authority is judged by the TLS checks; the browser shall show the pages.

    It would still not fetch a service worker from there, and complain: then there is none.
    """
    expect.set_options(timeout=EXPECT_MILLISECONDS)
    private = environment.ca_file is not None
    return browser_context_args | {"ignore_https_errors": private, "service_workers": "block" if private else "allow"}


@pytest.fixture
def _artifacts_recorder(_artifacts_recorder: Any, request: pytest.FixtureRequest) -> Any:
    """Record with pytest-playwright what a failure needs, and no more: a smoke check shall be quick.

    A trace holds the pages, neither a film nor sources: those take most of its time. Smoke keeps a screenshot;
    `--tracing on` records a trace there too.
    """
    recorder, option = _artifacts_recorder, request.config.option
    item: pytest.Item = request.node
    traced = option.tracing == "on" or (option.tracing != "off" and item.get_closest_marker(Tier.E2E))

    def start(context: BrowserContext) -> None:
        context.on("page", lambda page: recorder._all_pages.append(page))
        if traced:
            context.tracing.start(snapshots=True)

    recorder._capture_trace = traced
    recorder.on_did_create_browser_context = start
    return recorder


@pytest.fixture
def new_context(
    new_context: OpenContext, browser: Browser, request: pytest.FixtureRequest, environment: Environment
) -> Iterator[OpenContext]:
    """Open a context that is closed after the check; in a journey, what its pages complain about fails the check."""
    item: pytest.Item = request.node
    opened: list[BrowserContext] = []
    observations.note_browser(browser)

    def open_one(**more: Any) -> BrowserContext:
        context = new_context(**more)
        opened.append(_prepared(context, environment))
        if item.get_closest_marker(Tier.E2E):
            recorder = Recorder(context, environment.web_url, environment.api_url)
            item.stash.setdefault(RECORDERS, []).append(recorder)
        return context

    yield open_one
    builds.read_pages(opened)
    for context in opened:
        obtained.remember_context(context)


def _prepared(context: BrowserContext, environment: Environment) -> BrowserContext:
    context.set_default_timeout(EXPECT_MILLISECONDS * 1.5)
    context.set_default_navigation_timeout(NAVIGATION_MILLISECONDS)
    answers.watch(context, environment.web_url, environment.api_url)
    return context


@pytest.fixture(scope="session")
def browser_sign_in(
    account: tuple[str, str], environment: Environment, open_context: OpenContext, run: Run
) -> BrowserSignIn:
    """How the test user is signed in without the form."""
    return BrowserSignIn(environment.api_url, account, open_context, run.folder)


@pytest.fixture
def signed_in_page(
    browser_sign_in: BrowserSignIn, run: Run, new_context: OpenContext, environment: Environment
) -> Page:
    """A page of the test user's, in a browser of its own; one sign-in a worker.

    Two workers in one session would take each other's messages: a page may keep "Venue created" in the session.
    """
    trusted = 0 if environment.session.sign_out_ends == EVERY_SESSION else TRUSTED_SECONDS
    name = f"browser-{run.worker}"
    state = shared(run.folder, name, browser_sign_in.sign_in, browser_sign_in.works, trusted)
    return new_context(storage_state=state).new_page()


@pytest.fixture(scope="session")
def open_context(
    browser: Browser, browser_context_args: dict[str, Any], environment: Environment
) -> Iterator[OpenContext]:
    """Open contexts that live as long as the run, for what several checks look at."""
    contexts: list[BrowserContext] = []
    observations.note_browser(browser)

    def open_one(**more: Any) -> BrowserContext:
        contexts.append(_prepared(browser.new_context(**browser_context_args | more), environment))
        return contexts[-1]

    yield open_one
    builds.read_pages(contexts)
    for context in contexts:
        obtained.remember_context(context)
        context.close()
