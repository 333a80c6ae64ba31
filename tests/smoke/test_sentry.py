import pytest

from servio_verify.browser.recording import sentry
from servio_verify.browser.recording.sentry import SentryClient
from servio_verify.testing import CRITICAL, Environment, Visit, area

pytestmark = area("Operations", "Error reports", CRITICAL)

SHOWN = pytest.mark.parametrize("visit", ["home", "dashboard"], indirect=True)


@pytest.fixture
def client(visit: Visit) -> SentryClient:
    """What the page tells of Sentry's client."""
    found = sentry.read(visit.recorder.sent())
    if not found.is_there:
        pytest.skip("Sentry: no page has its client")
    return found


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
