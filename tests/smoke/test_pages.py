import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from servio_verify.api import health
from servio_verify.browser.recording.complaints import unexcused
from servio_verify.browser.recording.sent import leaks_in, live_keys_in
from servio_verify.secrets.leaks import find_leaks
from servio_verify.secrets.values import kept_from_browsers
from servio_verify.target.error_titles import says_error
from servio_verify.target.security_headers import unprotected
from servio_verify.testing import (
    CRITICAL,
    Api,
    Environment,
    Run,
    Visit,
    area,
    ensure,
    expect_promised,
    open_client,
)
from servio_verify.traffic.hang_ups import answer_unless_refused

pytestmark = area("Web app", "Pages", CRITICAL)

HOME = pytest.param("home", marks=pytest.mark.ahead("home_ahead"))
PAGES = (
    HOME,
    pytest.param("login", marks=pytest.mark.ahead("login_ahead")),
    pytest.param("dashboard", marks=pytest.mark.ahead("sign_in_ahead")),
    pytest.param("dashboard-loaded-directly", marks=pytest.mark.ahead("load_ahead")),
)
LEFT_BEHIND = ("web /.env", "web /.env.staging", "web /.env.production", "api /.env", "api /.env.staging")
"""Few: whoever asks for many of them is kept out by some firewalls."""

SHOWN = pytest.mark.parametrize("visit", PAGES, indirect=True)


@pytest.mark.parametrize("visit", [HOME], indirect=True)
def test_the_title_names_servio_on(visit: Visit) -> None:
    expect(visit.page, "the title of the home page does not name Servio").to_have_title(re.compile("Servio"))
    assert not says_error(title := visit.page.title()), f"the home page is an error page, by its title: {title!r}"


@SHOWN
def test_every_asset_loads_on(visit: Visit) -> None:
    broken = visit.recorder.broken_assets()
    visit.ensure(not broken, "a part of a page does not load", *broken)


@SHOWN
@area("Security", "Security headers")
def test_security_headers_come_with_the_documents_of(visit: Visit, environment: Environment) -> None:
    bare = unprotected(visit.recorder.documents(), https=environment.over_https)
    first = next(iter(bare.values()), "")
    lines = (f"{url} comes without {lacking}" for url, lacking in bare.items())
    visit.ensure(not bare, "\n".join([f"an answer comes without {first}", *lines]))


@SHOWN
def test_no_error_reaches_the_console_on(visit: Visit, environment: Environment, run: Run) -> None:
    errors = unexcused(visit.recorder.errors(), environment, run)
    visit.ensure(not errors, "an error reaches the console", *errors)


@SHOWN
def test_no_secret_is_sent_to_the_browser_on(visit: Visit, environment: Environment) -> None:
    leaks = leaks_in(visit.recorder.sent(), environment)
    visit.ensure(not leaks, "a secret reaches the browser", *leaks)


@pytest.fixture
def public_answer(
    request: pytest.FixtureRequest, anonymous_api: Api, located: Callable[[str], str], path: str
) -> httpx.Response:
    """What anybody is told at a path."""
    if path == "/ready":
        readiness: httpx.Response = request.getfixturevalue("readiness")
        return readiness
    return anonymous_api.http.get(located(path))


@pytest.mark.parametrize("path", ["/health", "/ready", "/api/v1/venues", "/api/v1/venues/{unknown}"])
def test_no_secret_is_in_a_public_answer(public_answer: httpx.Response, environment: Environment, path: str) -> None:
    leaks = find_leaks(f"{public_answer.headers}\n{public_answer.text}", kept_from_browsers(environment))
    ensure(not leaks, f"a secret is in a public answer: {', '.join(leaks)}", public_answer)
    if path == "/ready" and health.is_closed(public_answer):
        pytest.skip(health.not_there(public_answer))
    expect_promised(public_answer)


@pytest.mark.parametrize("file", LEFT_BEHIND)
def test_no_secret_is_in_a_file_that_was_left_behind(environment: Environment, run: Run, file: str) -> None:
    origin, path = file.split()
    if origin == "api" and environment.has_one_origin:
        pytest.skip("files that were left behind: web app and API are one origin")
    url = environment.web_url if origin == "web" else environment.api_url
    # A careful server hangs up on who asks for that; a connection that was lost says nothing.
    answer = answer_unless_refused(lambda: open_client(environment, run, url), path)
    if answer is not None:
        leaks = find_leaks(answer.text, kept_from_browsers(environment))
        ensure(not leaks, f"a secret is in a file that was left behind: {', '.join(leaks)}", answer)
        # Whoever is limited or not served has not been shown the file, and may be in an hour.
        ensure(answer.status_code < 500 and answer.status_code != 429, "whether a file was left behind is open", answer)


@SHOWN
@pytest.mark.usefixtures("play_money")
def test_a_stripe_key_is_a_test_key_on(visit: Visit, environment: Environment) -> None:
    live = live_keys_in(visit.recorder.sent(), environment)
    visit.ensure(not live, "a live Stripe key (pk_live_…) reaches the browser", *live)
