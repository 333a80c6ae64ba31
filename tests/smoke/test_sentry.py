from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from servio_verify.browser.recording import sentry
from servio_verify.browser.recording.sentry import SentryClient
from servio_verify.browser.sentry import marked as provoked
from servio_verify.browser.sentry import release
from servio_verify.browser.sentry.envelope import Event
from servio_verify.browser.sentry.witness import Witness, throw_in
from servio_verify.testing import CRITICAL, Api, Environment, OpenContext, Run, Visit, area, expect_error

pytestmark = area("Operations", "Error reports", CRITICAL)

NO_CLIENT = "Sentry: no page has its client"
PAGES = (
    pytest.param("home", marks=pytest.mark.ahead("home_ahead")),
    pytest.param("dashboard", marks=pytest.mark.ahead("sign_in_ahead")),
)
SHOWN = pytest.mark.parametrize("visit", PAGES, indirect=True)


@pytest.fixture
def client(visit: Visit) -> SentryClient:
    """What the page tells of Sentry's client."""
    found = sentry.read(visit.recorder.sent())
    if not found.is_there:
        pytest.skip(NO_CLIENT)
    return found


@pytest.fixture(scope="session")
def page_that_reports(visits: Callable[[str], Visit], request: pytest.FixtureRequest) -> Visit:
    """The first page that has Sentry's client: the home page, else the dashboard."""
    for look in (lambda: visits("home"), lambda: request.getfixturevalue("dashboard")):
        visit: Visit = look()
        if sentry.read(visit.recorder.sent()).is_there:
            return visit
    pytest.skip(NO_CLIENT)


@pytest.fixture(scope="session")
def witness(page_that_reports: Visit, open_context: OpenContext, environment: Environment, run: Run) -> Witness:
    """What was seen of an error that was thrown in such a page, in a browser of its own."""
    if not environment.writes:
        pytest.skip(f"Sentry: no error is thrown on {environment.name}, which is read-only")
    state = page_that_reports.page.context.storage_state()
    visit = Visit(open_context(storage_state=state), environment.web_url, environment.api_url)
    return throw_in(visit, urlsplit(page_that_reports.page.url).path, environment, run)


@pytest.fixture
def marked(witness: Witness) -> Event:
    """That error as it left the page."""
    if witness.event is None:
        pytest.skip(witness.outcome.unproven or witness.outcome.wrong)
    return witness.event


@SHOWN
def test_sentry_is_told_this_environment_on(visit: Visit, client: SentryClient, environment: Environment) -> None:
    if not client.environments:
        pytest.skip("Sentry: no page tells its environment as a word")
    wrong = client.other_than(environment.own_word)
    visit.ensure(not wrong, "Sentry is told another environment", *wrong)


@SHOWN
def test_sentry_can_be_reached_from(visit: Visit, client: SentryClient, environment: Environment) -> None:
    untold = environment.sentry_dsn and not client.hosts
    visit.ensure(not untold, "Sentry's client has no DSN, though NEXT_PUBLIC_SENTRY_DSN is set: no error is reported")
    visit.ensure(not client.refused, "the page's policy (connect-src) keeps Sentry from reporting to", *client.refused)


def test_an_error_of_a_page_arrives_at_sentry(witness: Witness) -> None:
    witness.visit.ensure(not witness.outcome.wrong, witness.outcome.wrong)
    if witness.outcome.unproven:
        pytest.skip(witness.outcome.unproven)


def test_an_error_of_a_page_names_this_environment(witness: Witness, marked: Event, environment: Environment) -> None:
    told, own = marked.environment, environment.own_word
    wrong = f"an error of a page is reported to Sentry as of {told or 'no environment'}, not of {own}"
    witness.visit.ensure(told.lower() == own.lower(), wrong)


def test_an_error_of_a_page_names_this_build(witness: Witness, marked: Event, build: str | None) -> None:
    if not marked.release or not build:
        who = "the build" if marked.release else "an error's release"
        pytest.skip(f"Sentry: {who} is told nowhere, so new issues cannot be put down to a build")
    same = release.names(marked.release, build)
    if same is None:
        pytest.skip(f"Sentry: the release {marked.release[:40]} and the build {build[:40]} cannot be compared")
    witness.visit.ensure(same, f"an error of a page is reported as of the release {marked.release[:40]}, not {build}")


def test_an_error_of_the_api_is_told_as_one(anonymous_api: Api, environment: Environment, run: Run) -> None:
    path = environment.monitoring.api_error
    if not path or not environment.writes:
        pytest.skip("Sentry: no error of the API is provoked (api_error in [monitoring.sentry])")
    answer = anonymous_api.http.get(path)
    expect_error(answer, 500, "INTERNAL_ERROR", "a request to the path that throws on purpose")
    provoked.keep_api_error(run, path)
