"""Cold starts that somebody met before they were looked for: the preflight, the guard; on real sockets."""

import time

import pytest

from selftest.support.small_server import HTML, JSON, Answers, Said, only
from selftest.unit.target.test_preflight import HOME, VENUES, WEB, WELL, target
from servio_verify.environments.layout.tables import Identity
from servio_verify.target.builds.attestation import await_build
from servio_verify.target.builds.first_answers import cold_starts
from servio_verify.workflow.start_target import await_target


def failing_first(here: dict[str, Said], cold: str, well: int = 0) -> Answers:
    """Return answers for these paths; the first one at this path is a 500, or the one after so many are well."""
    asks = {cold: iter([*[here[cold]] * well, (500, HTML, "not yet warm")])}
    return lambda path: next(asks.get(path, iter(())), only(here)(path))


def starting(here: dict[str, Said], seconds: float = 0.7) -> Answers:
    """Return these answers, with a health that is not well for so long."""
    began = time.monotonic()
    ill: Said = (503, JSON, '{"status": "starting"}')
    return lambda path: ill if path == "/health" and time.monotonic() - began < seconds else only(here)(path)


OPEN_API = {"/health": WELL, "/ready": WELL, "/api/v1/venues": VENUES}

SCRIPT = (200, HTML, HOME[2] + '<script src="/app.js"></script>')
WITH_SCRIPT = WEB | {"/": SCRIPT, "/app.js": (200, {"Content-Type": "text/javascript"}, "")}


@pytest.mark.parametrize(
    ("web", "api", "path"),
    [
        (failing_first(WEB, "/login"), only(OPEN_API), "/login"),
        (failing_first(WEB, "/dashboard"), only(OPEN_API), "/dashboard"),
        (failing_first(WEB, "/"), only(OPEN_API), "/"),
        (only(WEB), failing_first(OPEN_API | {"/": HOME}, "/api/v1/venues"), "/api/v1/venues"),
        (failing_first(WITH_SCRIPT, "/app.js"), only(OPEN_API), "/app.js"),
    ],
    ids=["sign-in", "dashboard", "home", "before it is swapped", "a script"],
)
def test_a_cold_start_is_told_whoever_met_it(web: Answers, api: Answers, path: str) -> None:
    assert_cold(web, api, path)


def test_a_cold_start_is_told_while_health_is_not_well_yet() -> None:
    cold = failing_first(OPEN_API, "/api/v1/venues")
    ill = starting(OPEN_API)
    assert_cold(only(WEB), lambda path: (ill if path == "/health" else cold)(path), "/api/v1/venues")


def assert_cold(web: Answers, api: Answers, path: str) -> None:
    with target(web, api) as environment:
        wanted = Identity.model_validate({"page": "<title>(Bistro)", "is": "Bistro"})
        told = environment.model_copy(update={"identity": wanted})
        lines = cold_starts(told, await_target(told, 5).statuses())
    later = 307 if path == "/dashboard" else 200
    assert lines == [f"the first GET {path} of the run answered 500, a later one {later}: a cold start"]


def test_a_cold_start_that_the_attestation_met_is_told() -> None:
    with target(failing_first(WEB, "/", well=10), only(OPEN_API)) as environment:
        told = environment.model_copy(update={"build": "asset:B[a-z]+o"})
        await_build(told, None, 0, lambda _said: None, seen := await_target(told, 5))
        (line,) = cold_starts(told, seen.statuses())
    assert line.endswith("GET / of the run answered 500, a later one 200: a cold start")


def test_a_health_that_fails_until_it_is_well_is_no_cold_start() -> None:
    with target(failing_first(WEB, "/health"), only(OPEN_API)) as environment:
        assert cold_starts(environment, await_target(environment, 5).statuses()) == []
