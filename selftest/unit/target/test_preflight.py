"""Who is there before the first check: Servio, something before it, or another application; on real sockets."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from selftest.support.small_server import ABSENT, HTML, JSON, Answers, Said, only, serving
from servio_verify.environments.model import Environment
from servio_verify.target.preflight import NotServioError, wait_for_target

LONG = 3600.0
"""Nobody waits so long: what is waited for in vain is ended by the time-out of the test."""

FEW_LOOKS = 4
"""A look every 0.5 s, until it has lasted for 1 s; fewer where the machine is busy."""

HOME: Said = (200, HTML, "<title>Bistro</title>")
GATE: Said = (401, HTML | {"WWW-Authenticate": 'Basic realm="x"'}, "")
WELL: Said = (200, {"Content-Type": "text/plain"}, "ok")


@contextmanager
def target(web: Answers, api: Answers) -> Iterator[Environment]:
    with serving(web) as web_url, serving(api) as api_url:
        yield Environment(name="here", web_url=web_url, api_url=api_url, writes=True)


def says_its_path(here: dict[str, Said]) -> Answers:
    """Return answers for these paths; all others are 404, with a page of Express."""
    return lambda path: here.get(path, (404, HTML, f"<title>Error</title><pre>Cannot GET {path}</pre>"))


def wait(environment: Environment, seconds: float = LONG) -> list[str]:
    """Wait for a target, and return what was told of each look."""
    told: list[str] = []
    wait_for_target(environment, seconds, told.append)
    return told


def looks_at_no_servio(environment: Environment) -> tuple[int, str]:
    """Wait for what is no Servio: return how often it was looked at, and what is said of it."""
    told: list[str] = []
    with pytest.raises(NotServioError) as raised:
        wait_for_target(environment, LONG, told.append)
    return len(told), str(raised.value)


@pytest.mark.parametrize(
    ("web", "api"),
    [
        (only({"/": HOME}), only({"/": HOME})),
        (only({"/": HOME}), only({})),
        (only({}, HOME), only({}, HOME)),
        (only({}, HOME), only({})),
    ],
    ids=["404", "404, and no page of the API's", "one page", "one page and 404"],
)
def test_another_application_is_told_at_once(web: Answers, api: Answers) -> None:
    with target(web, api) as environment:
        looks, said = looks_at_no_servio(environment)
    assert looks <= FEW_LOOKS
    assert "web_url and api_url" in said
    assert "Bistro" in said
    assert environment.api_url in said


FORM: Said = (200, HTML, '<title>Servio</title><input type="email"><input type="password">')
VENUES: Said = (200, JSON, '{"success": true, "data": [], "meta": {}}')
UNKNOWN_VENUE: Said = (404, JSON, '{"success": false, "error": {}, "meta": {}}')
TO_LOGIN: Said = (307, {"Location": "/login"}, "")
WEB = {"/": HOME, "/login": FORM, "/dashboard": TO_LOGIN, "/health": WELL}


@pytest.mark.parametrize(
    ("web", "api"),
    [
        (only({"/": HOME, "/health": WELL}), only({"/health": WELL})),
        (only({"/": HOME, "/login": FORM}), only({})),
        (only({"/": HOME, "/health": WELL}), only({"/health": WELL}, UNKNOWN_VENUE)),
        (only({"/": HOME}), only({"/health": WELL, "/api/v1/venues": VENUES}, UNKNOWN_VENUE)),
        (only({"/": HOME, "/login": FORM, "/health": WELL}), only({"/health": WELL}, (404, JSON, '{"error": "no"}'))),
        (only(WEB), only({"/health": WELL}, HOME)),
    ],
    ids=[
        "health alone is set",
        "login alone",
        "the API alone",
        "the API and its list",
        "login and health",
        "one for it",
    ],
)
def test_another_application_is_told_behind_a_setting_that_fits(web: Answers, api: Answers) -> None:
    with target(web, api) as environment, pytest.raises(NotServioError) as raised:
        wait(environment)
    line = raised.value.line
    assert "[paths]" in line
    assert "servio-verify doctor --env here" in line


@pytest.mark.parametrize(
    ("web", "api"),
    [
        (only(WEB | {"/login": ABSENT}), only({"/health": WELL}, UNKNOWN_VENUE)),
        (only(WEB | {"/dashboard": ABSENT}), only({"/health": WELL}, UNKNOWN_VENUE)),
        (only(WEB | {"/health": ABSENT}), only({}, UNKNOWN_VENUE)),
        (only(WEB), only({"/health": WELL, "/api/v1/venues": ABSENT}, UNKNOWN_VENUE)),
        (only(WEB), only({"/health": WELL, "/api/v1/venues": VENUES}, (404, JSON, '{"error": "no"}'))),
        (only({"/": HOME, "/health": WELL}), only({"/health": WELL, "/api/v1/venues": VENUES}, UNKNOWN_VENUE)),
        (only(WEB), only({"/health": WELL}, (404, {}, "not found"))),
        (only(WEB), only({"/health": WELL})),
        (only(WEB), says_its_path({"/health": WELL})),
        (only(WEB), only({"/health": WELL}, (500, HTML, "<h1>Internal Server Error</h1>"))),
        (only(WEB), only({"/health": WELL}, (200, JSON, "[]"))),
        (only({"/health": WELL}, HOME), only({"/health": WELL}, UNKNOWN_VENUE)),
        (only({"/health": WELL}, (500, HTML, "no")), only({"/health": WELL}, UNKNOWN_VENUE)),
    ],
    ids=[
        "no sign-in page",
        "no dashboard",
        "no health",
        "a page for one address of the API",
        "refusals without an envelope",
        "no page but the first",
        "no API",
        "no API, in pages",
        "no API, in Express's pages",
        "an API that fails",
        "no envelope",
        "one page for the web app",
        "a web app that fails",
    ],
)
def test_what_is_broken_in_a_servio_is_for_the_checks_to_judge(web: Answers, api: Answers) -> None:
    with target(web, api) as environment:
        wait(environment, 0)


def test_a_gate_is_not_waited_for() -> None:
    with target(only({"/health": WELL}), only({}, GATE)) as environment:
        looks, said = looks_at_no_servio(environment)
    assert looks <= FEW_LOOKS
    assert f"a gate (basic-authentication) wants a sign-in (401) at {environment.api_url}" in said


def test_a_gate_before_one_address_is_for_the_checks_to_judge() -> None:
    with target(only({"/health": WELL}), only({"/health": GATE})) as environment:
        wait(environment, 0)


def test_a_cdn_that_does_not_reach_servio_yet_is_waited_for() -> None:
    late: Said = (521, HTML | {"Server": "cloudflare"}, "")
    asked = itertools.count()

    def answers(_path: str) -> Said:
        return late if next(asked) < 8 else WELL

    with target(answers, answers) as environment:
        assert len(wait(environment)) > 1


SHELL: Said = (200, HTML, "<title>Servio</title><div id=app></div>")
SHELL_WEB = {"/": HOME, "/health": WELL, "/login": SHELL}
API = {"/health": WELL, "/api/v1/venues": VENUES}


def test_addresses_the_wrong_way_round_are_told() -> None:
    with target(only(API), only(SHELL_WEB)) as environment, pytest.raises(NotServioError) as raised:
        wait(environment)
    assert str(raised.value).splitlines()[0] == "web_url and api_url look swapped"


@pytest.mark.parametrize(
    "api", [API, API | {"/": HOME}, API | SHELL_WEB], ids=["an API", "with a page", "one for both"]
)
def test_addresses_the_right_way_round_are_not(api: dict[str, Said]) -> None:
    with target(only(SHELL_WEB), only(api)) as environment:
        wait(environment)
