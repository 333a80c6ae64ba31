"""Fixtures of the browser: launch, contexts, recording, the test user's sign-in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from servio_verify.browser import gate
from servio_verify.browser.driver import launch_options
from servio_verify.browser.flags import pinning
from servio_verify.browser.parts.arrival import note_dashboard
from servio_verify.browser.recording import answers, artifacts, builds, held
from servio_verify.browser.recording.complaints import RECORDERS
from servio_verify.browser.recording.recorder import Recorder
from servio_verify.browser.sentry import marking
from servio_verify.browser.session_turn import ENDS_SESSIONS, turn
from servio_verify.browser.sign_in import TRUSTED_SECONDS, BrowserSignIn, held_after, keep, shared
from servio_verify.environments import proxies
from servio_verify.environments.gate import current as admitted
from servio_verify.environments.model import Environment
from servio_verify.environments.tier import Tier
from servio_verify.run import marks
from servio_verify.run.identity import Run
from servio_verify.traffic import lateness, observations

OpenContext = Callable[..., BrowserContext]
OpenSignedIn = Callable[[BrowserSignIn, str, float], Page]

EXPECT_MILLISECONDS = 10_000
"""How long a page has to show what it promises; what is pressed or filled in has half as long again."""

NAVIGATION_MILLISECONDS = 30_000
"""How long a page may take to answer."""


@pytest.fixture(scope="session")
def delete_output_dir() -> None:
    """Keep what is there (overrides pytest-playwright's): the folder is the run's own, and workers share it."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], engine: str, pytestconfig: pytest.Config, environment: Environment
) -> dict[str, Any]:
    """Playwright's browser where it is installed, else the system's; through the proxy that is named."""
    if "channel" in browser_type_launch_args:
        proxy = proxies.for_browser(environment.web_url)
        return ({"proxy": proxy} if proxy else {}) | browser_type_launch_args
    return (
        launch_options(environment.web_url, engine, headed=pytestconfig.getoption("--headed"))
        | browser_type_launch_args
    )


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """The browser; what its pages say of their build is noted."""
    builds.listen(browser)
    yield browser
    artifacts.close_all(wanted=True)  # the last check's, which may have failed: the browser does not wait for that


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], environment: Environment, engine: str) -> dict[str, Any]:
    """A certificate of a private authority is judged by the TLS checks; the browser shall show the pages.

    It would still not fetch a service worker from there, and complain: then there is none.
    """
    expect.set_options(timeout=EXPECT_MILLISECONDS)
    pinning.refuse(engine, environment.monitoring.pinned_flags)
    private = environment.ca_file is not None
    own = {"ignore_https_errors": private, "service_workers": "block" if private else "allow"}
    return browser_context_args | own | gate.context_options(admitted.admission(), engine)


@pytest.fixture
def new_context(
    new_context: OpenContext,
    browser: Browser,
    request: pytest.FixtureRequest,
    environment: Environment,
    _artifacts_recorder: Any,
) -> Iterator[OpenContext]:
    """Open a context that is closed after the check; in a journey, what its pages complain about fails the check."""
    item: pytest.Item = request.node
    opened: list[BrowserContext] = []
    observations.note_browser(browser)

    def open_one(*, heard: bool = True, **more: Any) -> BrowserContext:
        context = new_context(**more)
        opened.append(_prepared(context, environment))
        if heard:
            _hear(item, context, environment)
        return context

    yield open_one
    builds.read_pages(opened)
    for context in opened:
        held.remember(context)
    artifacts.leave_open(opened, _artifacts_recorder, item)


def _hear(item: pytest.Item, context: BrowserContext, environment: Environment, *, under_way: bool = False) -> None:
    if item.get_closest_marker(Tier.E2E):
        recorder = Recorder(context, environment.web_url, environment.api_url, under_way=under_way)
        item.stash.setdefault(RECORDERS, []).append(recorder)


def _prepared(context: BrowserContext, environment: Environment) -> BrowserContext:
    context.set_default_timeout(EXPECT_MILLISECONDS * 1.5)
    context.set_default_navigation_timeout(NAVIGATION_MILLISECONDS)
    lateness.allow_pages(environment.read_after_write)
    answers.watch(context, environment.web_url, environment.api_url)
    gate.admit(context, admitted.admission())
    marking.mark(context, marks.run_id())
    pinning.pin(context, environment.monitoring.pinned_flags)
    return context


@pytest.fixture(scope="session")
def browser_sign_in(
    account: tuple[str, str], environment: Environment, open_context: OpenContext, run: Run
) -> BrowserSignIn:
    """How the test user is signed in without the form."""
    return BrowserSignIn(environment.api_url, account, open_context, run.folder)


@pytest.fixture
def _session_turn(request: pytest.FixtureRequest, environment: Environment, run: Run) -> Iterator[None]:
    """Keep other workers from signing out meanwhile; one that signs out itself waits until nobody is signed in.

    Where a sign-out ends one session only, nobody waits.
    """
    item: pytest.Item = request.node
    with turn(run.folder, environment.session, signs_out=item.get_closest_marker(ENDS_SESSIONS) is not None):
        yield


@pytest.fixture
def open_signed_in(
    request: pytest.FixtureRequest, run: Run, new_context: OpenContext, environment: Environment
) -> OpenSignedIn:
    """Open a page of a user who has signed in, in a browser of its own; one sign-in a worker, kept by a name.

    Where this check is the one that signs in, it goes on with that page: what the page said before is not its own.
    """

    def open_page(sign_in: BrowserSignIn, name: str, trusted: float) -> Page:
        arrived: list[Page] = []

        def make() -> StorageState:
            arrived.append(sign_in.open(new_context(heard=False).new_page()))
            return held_after(arrived[0])

        state = shared(run.folder, name, make, sign_in.works, trusted)
        for page in arrived:
            _hear(request.node, page.context, environment, under_way=True)
        page = arrived[0] if arrived else new_context(storage_state=state).new_page()
        note_dashboard(page, sign_in.dashboard)
        return page

    return open_page


@pytest.fixture
def signed_in_page(
    _session_turn: None,
    open_signed_in: OpenSignedIn,
    browser_sign_in: BrowserSignIn,
    run: Run,
    environment: Environment,
) -> Iterator[Page]:
    """A page of the test user's. Each worker signs in: in one session two would take each other's "Venue created"."""
    trusted = 0 if environment.session.ends_every_session else TRUSTED_SECONDS
    page = open_signed_in(browser_sign_in, name := f"browser-{run.worker}", trusted)
    yield page
    keep(run.folder, name, page.context)


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
    held.remember_all(browser, contexts)
    if "record_video_dir" in browser_context_args:  # else nothing is written when they close: the browser ends them
        for context in contexts:
            context.close()
