"""Whether the paths of the settings are there, and which usual ones are proposed instead."""

import json
import threading

import pytest

from selftest.support.small_server import ABSENT, Answers, Said, only, serving
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import NO_GO, SETTINGS, TARGET, Finding, Mark
from servio_verify.doctor.looks import answers, places
from servio_verify.doctor.proposal import NO_VENUES, Proposal
from servio_verify.environments.model import Environment

HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
HOME: Said = (200, HTML, "<title>Servio</title>")
FORM: Said = (200, HTML, "<title>Sign in</title>")
WELL: Said = (200, {}, "ok")
LIST: Said = (200, JSON, json.dumps({"success": True, "data": []}))
REFUSED: Said = (401, JSON, json.dumps({"error": "unauthorized"}))
SERVIO = {"/": HOME, "/login": FORM, "/dashboard": (302, {"Location": "/login"}, ""), "/health": WELL, "/ready": WELL}
SERVIO |= {"/api/v1/venues": LIST}


def look(served: Answers) -> tuple[Finding, Proposal]:
    with serving(served) as url:
        environment = Environment(name="here", web_url=url, api_url=url)
        wanted = [*places.wanted_of_web(environment), *places.wanted_of_api(environment)]
        seen = answers.look(environment, "web app", url, tuple(dict.fromkeys(wanted)), Deadline(9))
        return places.look(environment, seen, seen, Deadline(9))


def moved(**places_of: str) -> dict[str, Said]:
    """A Servio that has these at other addresses: the underscore stands for the slash before a name."""
    return {places_of.get(path.strip("/").replace("/", "_"), path): said for path, said in SERVIO.items()}


def test_a_servio_at_the_contract_s_paths_needs_no_settings() -> None:
    found, proposal = look(only(SERVIO))
    assert found.mark is Mark.WELL
    assert not proposal.tables


@pytest.mark.parametrize("login", ["/sign-in", "/signin", "/auth/login", "/users/sign_in"])
def test_a_usual_sign_in_page_is_proposed(login: str) -> None:
    found, proposal = look(only(moved(login=login)))
    assert (found.mark, found.code, found.found) == (Mark.WRONG, SETTINGS, "not there: /login")
    assert proposal.tables == {"paths": {"login": login}}


@pytest.mark.parametrize("health", ["/api/health", "/healthz", "/_health", "/up"])
def test_a_usual_health_is_proposed(health: str) -> None:
    assert look(only(moved(health=health)))[1].tables == {"paths": {"health": health}}


def test_another_base_of_the_api_is_proposed() -> None:
    assert look(only(moved(api_v1_venues="/api/venues")))[1].tables == {"paths": {"api": "/api"}}


def test_what_an_api_has_that_refuses_whatever_is_asked_cannot_be_told() -> None:
    without = {path: said for path, said in moved(login="/sign-in").items() if not path.startswith("/api")}

    def served(path: str) -> Said:
        return without.get(path, REFUSED if path.startswith("/api/") else ABSENT)

    assert look(served)[1].tables == {"paths": {"login": "/sign-in"}}
    without["/api/v1/venues"] = without["/api/v1/nothing"] = ABSENT  # one that refuses nothing, and has none
    proposal = look(only(without))[1]
    assert proposal.tables == {"paths": {"login": "/sign-in"}}
    assert [line for line in proposal.lines() if "venues = false" in line] == [f"# {NO_VENUES}"]


def test_a_page_for_every_address_is_no_sign_in_page_but_may_be_servio_s() -> None:
    found, proposal = look(only({"/health": WELL, "/api/v1/venues": LIST, "/ready": WELL}, HOME))
    assert found.mark is Mark.WELL
    assert not proposal.tables


def test_another_application_is_asked_after() -> None:
    found, proposal = look(only({"/": HOME}))
    assert (found.code, proposal.tables) == (TARGET, {})
    assert found.advice.startswith("another application?")


def test_one_thing_that_is_gone_is_servio_s() -> None:
    gone = {path: said for path, said in SERVIO.items() if path != "/health"}
    assert look(only(gone))[0].code == NO_GO


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("path", ["/api/v1/venues", "/health", "/login"])
def test_what_a_limit_or_an_outage_keeps_us_from_is_not_called_absent(path: str, status: int) -> None:
    found, proposal = look(only(SERVIO | {path: (status, HTML, "busy")}))
    assert (found.mark, found.code, found.found) == (Mark.WRONG, TARGET, f"{path} answers {status}")
    assert not proposal.tables


def test_what_is_gone_is_looked_for_beside_an_outage() -> None:
    found, proposal = look(only(moved(login="/sign-in") | {"/health": (503, HTML, "busy")}))
    assert (found.code, found.found) == (SETTINGS, "not there: /login; /health answers 503")
    assert proposal.tables["paths"]["login"] == "/sign-in"
    found, _ = look(
        only({path: said for path, said in SERVIO.items() if path != "/login"} | {"/health": (503, {}, "")})
    )
    assert found.code == TARGET


def test_a_slow_host_is_not_waited_for_beyond_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "ANSWER_SECONDS", 0.3)

    examined = threading.Event()
    waited_for: list[str] = []

    def slow(path: str) -> Said:
        if path not in ("/", "/ready") and not examined.wait(60):
            waited_for.append(path)
        return HOME

    look(slow)
    examined.set()
    assert not waited_for
