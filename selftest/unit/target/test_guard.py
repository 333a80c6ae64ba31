"""Guard against production: what a target says of itself, and where it says nothing clear; on real sockets."""

import json
import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest
import trustme

from selftest.support.small_server import HTML, JSON, Answers, Said, only, serving
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import RefusedError
from servio_verify.target import guard
from servio_verify.target.guard import UnansweredError, refuse_undeclared_production
from servio_verify.target.origins import Sightings

WELL: Said = (200, {"Content-Type": "text/plain"}, "ok")


def here(url: str, *, writes: bool = True, load: bool = False, says: str | None = None) -> Environment:
    return Environment(name="here", web_url=url, api_url=url, writes=writes, load=load, says_environment=says)


def told(body: object) -> Said:
    return 200, JSON, json.dumps(body)


def header(word: str) -> Said:
    return 200, {"X-Environment": word}, "ok"


@pytest.mark.parametrize("allowed", [{"writes": True}, {"writes": False, "load": True}], ids=["writes", "load"])
@pytest.mark.parametrize(
    ("health", "word"),
    [
        (header("production"), "production"),
        (header("PROD"), "PROD"),
        (header("prod-eu"), "prod-eu"),
        (told({"environment": "Live"}), "Live"),
        (told({"env": "production"}), "production"),
        (told({"environment": "shop", "env": "prd"}), "prd"),
        (told({"success": True, "data": {"environment": " Production EU"}}), " Production EU"),
        (told({"data": {"env": "prod"}}), "prod"),
    ],
)
def test_what_says_that_it_is_production_gets_no_write_and_no_load(
    health: Said, word: str, allowed: dict[str, Any]
) -> None:
    with serving(only({"/health": health})) as url, pytest.raises(RefusedError) as refusal:
        refuse_undeclared_production(here(url, **allowed))
    assert str(refusal.value) == (
        f"{url} says that it is {word}, and environment 'here' allows writes or load: "
        "correct the address, or set writes = false and load = false in environments/here.toml"
    )


@pytest.mark.parametrize(
    "health",
    [
        WELL,
        header("staging"),
        header("pre-production"),
        header("Non Prod"),
        header("servio_pre_prod"),
        told({"environment": "preprod", "env": "products"}),
        told({"environment": 5, "env": ["production"], "data": "production"}),
        told({"data": {"status": "production"}}),
        told(["production"]),
        told("production"),
    ],
)
def test_what_does_not_say_so_is_written_to(health: Said) -> None:
    with serving(only({"/health": health})) as url:
        refuse_undeclared_production(here(url))


def test_who_only_reads_need_not_ask() -> None:
    seen = Sightings()
    with serving(only({"/health": header("production")})) as url:
        refuse_undeclared_production(here(url, writes=False), seen)
    assert seen.statuses() == {}


def test_production_is_believed_to_be_none_where_its_file_expects_that_word() -> None:
    with serving(only({"/health": header("Production")})) as url:
        refuse_undeclared_production(here(url, says="pRODUCTION"))
        with pytest.raises(RefusedError):
            refuse_undeclared_production(here(url, says="prod"))


def test_each_origin_is_asked_once_and_what_came_is_kept_with_who_asked() -> None:
    seen = Sightings()
    with serving(only({"/health": WELL})) as web, serving(only({"/": WELL})) as api:
        refuse_undeclared_production(here(web), seen)
        refuse_undeclared_production(here(web).model_copy(update={"api_origin": api}), seen)
    asked = seen.statuses(lambda answer: " (guard" in answer.request.headers["User-Agent"])
    assert asked == {f"{web}/health": [200, 200], f"{api}/health": [404], f"{api}/": [200]}


REFUSED: Said = (401, JSON, '{"success": false, "error": {"code": "UNAUTHORIZED"}}')


@pytest.mark.parametrize("said", [WELL, REFUSED], ids=["well", "Servio's own refusal"])
@pytest.mark.parametrize("path", ["/health", "/", "/login", "/api/v1/venues"])
def test_one_clear_answer_is_enough_wherever_it_comes(path: str, said: Said) -> None:
    with serving(only({path: said})) as url:
        refuse_undeclared_production(here(url))


@pytest.mark.parametrize("path", ["/", "/login", "/api/v1/venues"])
def test_production_is_asked_for_behind_a_refused_health(path: str) -> None:
    says: Said = (404, {"X-Environment": "production"}, "")
    with serving(only({path: says}, GATE)) as url, pytest.raises(RefusedError):
        refuse_undeclared_production(here(url))


def test_what_the_api_says_counts_as_much_as_what_the_web_app_says() -> None:
    with serving(only({"/health": WELL})) as web, serving(only({"/health": header("production")})) as api:
        both = here(web).model_copy(update={"api_origin": api})
        with pytest.raises(RefusedError, match=f"^{api} says"):
            refuse_undeclared_production(both)


def no_answer(_path: str) -> Said:
    raise ConnectionAbortedError


MAINTENANCE: Said = (200, HTML, "<h1>Down for maintenance</h1>")
GATE: Said = (401, HTML | {"WWW-Authenticate": 'Basic realm="x"'}, "")
OAUTH: Said = (302, {"Location": "/oauth2/start"}, "")
SETTINGS = "set [headers], [basic_auth] or user_agent, or be let past"


@pytest.mark.parametrize(
    ("answers", "first", "advice"),
    [
        (only({}), "answered 404", "look at [paths] and [identity]"),
        (only({}, (500, HTML, "no")), "answered 500", "look at [paths] and [identity]"),
        (only({}, (429, HTML, "no")), "answered 429", "look at [paths] and [identity]"),
        (only({}, (302, {"Location": "/elsewhere"}, "")), "answered 302", "look at [paths] and [identity]"),
        (only({}, (401, HTML, "no")), "answered 401", SETTINGS),
        (only({}, GATE), "a gate (basic-authentication) wants a sign-in (401)", "set [basic_auth], or be let past"),
        (only({}, (403, HTML, "no")), "answered 403", SETTINGS),
        (only({}, MAINTENANCE), "a maintenance page (200)", "run again when it is over"),
        (
            only({}, OAUTH),
            "an access gate leads to its sign-in at 127.0.0.1/oauth2/start (302)",
            "set [headers] or [browser] cookies, or be let past",
        ),
        (no_answer, "no answer (RemoteProtocolError)", "run again when it answers"),
    ],
)
def test_where_nothing_is_clear_the_line_says_whose_turn_it_is(answers: Answers, first: str, advice: str) -> None:
    with serving(answers) as url, pytest.raises(UnansweredError) as raised:
        refuse_undeclared_production(here(url))
    asked = "; ".join(f"{path} {first}" for path in ("/health", "/", "/login", "/api/v1/venues"))
    assert str(raised.value).splitlines() == [
        f"nothing is written where it is unclear whether it is production: {url}: {first}; {advice}",
        f"{asked}; or set writes = false and load = false in environments/here.toml",
    ]


def test_the_first_unclear_answer_decides_whose_turn_it_is() -> None:
    with (
        serving(only({"/health": MAINTENANCE})) as url,
        pytest.raises(UnansweredError, match=r"it is over\n") as raised,
    ):
        refuse_undeclared_production(here(url))
    first, rest = str(raised.value).splitlines()
    assert first.endswith("; run again when it is over")
    assert "; / answered 404; /login answered 404; " in rest


def late(_path: str) -> Said:
    time.sleep(2.0)  # noqa: TID251 - a server that is late, nothing that is waited for
    return WELL


@pytest.mark.parametrize("health", [no_answer, late], ids=["is cut", "is late"])
def test_behind_a_health_that_does_not_answer_the_next_address_is_asked(
    health: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "ANSWER_SECONDS", 1.0)
    with (
        serving(lambda path: health(path) if path == "/health" else header("production")) as url,
        pytest.raises(RefusedError),
    ):
        refuse_undeclared_production(here(url))


def test_a_certificate_that_nobody_trusts_hides_no_production() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(only({"/health": header("production")}), tls=context) as url, pytest.raises(RefusedError):
        refuse_undeclared_production(here(url))
