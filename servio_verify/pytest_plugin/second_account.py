"""Fixtures of the second account.

What one account sees and changes is its own (docs/CONTRACT.md, Where an environment may differ).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from servio_verify.api.client import Api
from servio_verify.browser.sign_in import TRUSTED_SECONDS, BrowserSignIn, keep
from servio_verify.environments.model import Environment
from servio_verify.pytest_plugin.browser_fixtures import OpenContext, OpenSignedIn
from servio_verify.pytest_plugin.fixtures import use_shared_session
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.traffic.http import open_client

NOT_COVERED = "whether one account is closed to another: SERVIO_EMAIL_2 and SERVIO_PASSWORD_2 are not set"


@pytest.fixture(scope="session")
def second_account(account: tuple[str, str], environment: Environment) -> tuple[str, str]:  # noqa: ARG001 - it must exist
    """The second account's e-mail and password; skips, with one line for all checks, where there is none."""
    credentials = environment.second_credentials
    if credentials is None:
        pytest.skip(NOT_COVERED)
    return credentials


@pytest.fixture(scope="session")
def second_api(second_account: tuple[str, str], environment: Environment, run: Run) -> Iterator[Api]:
    """The API for the second account: one sign-in for the whole run; what it makes is deleted at the end."""
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, Journal(run.folder / f"journal-{run.worker}-second.jsonl"), run)
        use_shared_session(api, environment, run, second_account, "token-second")
        yield api
        api.clean_up()


@pytest.fixture(scope="session")
def second_browser_sign_in(
    second_account: tuple[str, str], environment: Environment, open_context: OpenContext, run: Run
) -> BrowserSignIn:
    """How the second account is signed in without the form."""
    return BrowserSignIn(environment.api_url, second_account, open_context, run.folder)


@pytest.fixture
def second_signed_in_page(
    open_signed_in: OpenSignedIn, second_browser_sign_in: BrowserSignIn, run: Run
) -> Iterator[Page]:
    """A page of the second account's, in a browser of its own; one sign-in a worker."""
    page = open_signed_in(second_browser_sign_in, name := f"browser-second-{run.worker}", TRUSTED_SECONDS)
    yield page
    keep(run.folder, name, page.context)
