"""Who is there before the first check: Servio, something before it, or another application; on real sockets."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import RefusedError
from servio_verify.target.guard import UnansweredError, refuse_undeclared_production
from servio_verify.target.preflight import NotServioError, wait_for_target

QUICK_SECONDS = 3.0
HTML = {"Content-Type": "text/html"}
Said = tuple[int, dict[str, str], str]
Answers = Callable[[str], Said]
HOME: Said = (200, HTML, "<title>Bistro</title>")
ABSENT: Said = (404, HTML, "<title>Not found</title>")
REFUSED: Said = (403, HTML, "<h1>Forbidden</h1>")
GATE: Said = (401, HTML | {"WWW-Authenticate": 'Basic realm="x"'}, "")
WELL: Said = (200, {"Content-Type": "text/plain"}, "ok")


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers(self.path)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def target(web: Answers, api: Answers) -> Iterator[Environment]:
    with serving(web) as web_url, serving(api) as api_url:
        yield Environment(name="here", web_url=web_url, api_url=api_url, writes=True)


def only(here: dict[str, Said], other: Said = ABSENT) -> Answers:
    return lambda path: here.get(path.partition("?")[0], other)


def wait(environment: Environment, seconds: float = 30) -> None:
    wait_for_target(environment, seconds, lambda _seen: None)


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
    started = time.monotonic()
    with target(web, api) as environment, pytest.raises(NotServioError, match="web_url and api_url") as raised:
        wait(environment)
    assert time.monotonic() - started < QUICK_SECONDS
    assert "Bistro" in str(raised.value)
    assert environment.api_url in str(raised.value)


@pytest.mark.parametrize("there", ["/login", "/health"])
def test_one_address_of_the_contract_is_enough_for_the_checks_to_judge(there: str) -> None:
    with target(only({"/": HOME, there: WELL}), only({})) as environment:
        wait(environment, 1)
    with target(only({"/": HOME}), only({there.replace("/login", "/api/v1/venues"): WELL})) as environment:
        wait(environment, 1)


def test_a_page_in_place_of_health_is_for_its_check_to_judge() -> None:
    started = time.monotonic()
    with target(only({}, HOME), only({"/health": WELL})) as environment:
        wait(environment)
    assert time.monotonic() - started < QUICK_SECONDS


def test_a_gate_is_not_waited_for() -> None:
    started = time.monotonic()
    with target(only({"/health": WELL}), only({}, GATE)) as environment, pytest.raises(NotServioError) as raised:
        wait(environment)
    assert time.monotonic() - started < QUICK_SECONDS
    assert f"a gate (basic-authentication) wants a sign-in (401) at {environment.api_url}" in str(raised.value)


def test_a_gate_before_one_address_is_for_the_checks_to_judge() -> None:
    with target(only({"/health": WELL}), only({"/health": GATE})) as environment:
        wait(environment, 0)


def test_a_cdn_that_does_not_reach_servio_yet_is_waited_for() -> None:
    started = time.monotonic()
    late: Said = (521, HTML | {"Server": "cloudflare"}, "")

    def answers(_path: str) -> Said:
        return late if time.monotonic() - started < 2 else WELL

    with target(answers, answers) as environment:
        wait(environment)


@pytest.mark.parametrize("path", ["/", "/api/v1/venues"])
def test_production_is_asked_for_behind_a_refused_health(path: str) -> None:
    says = (404, {"X-Environment": "production"}, "")
    with target(only({"/health": WELL}), only({path: says}, REFUSED)) as environment, pytest.raises(RefusedError):
        refuse_undeclared_production(environment)


@pytest.mark.parametrize("answer", [REFUSED, GATE, (429, {}, ""), (302, {"Location": "/elsewhere"}, "")])
def test_no_answer_is_not_a_no(answer: Said) -> None:
    with target(only({"/health": WELL}), only({}, answer)) as environment, pytest.raises(UnansweredError):
        refuse_undeclared_production(environment)


@pytest.mark.parametrize("status", [404, 500])
def test_a_broken_health_of_servios_own_is_an_answer(status: int) -> None:
    with target(only({"/health": WELL}), only({"/health": (status, {}, "no")}, REFUSED)) as environment:
        refuse_undeclared_production(environment)


def test_a_refusal_in_servios_envelope_is_an_answer() -> None:
    envelope = (401, {"Content-Type": "application/json"}, '{"success": false, "error": {}, "meta": {}}')
    with target(only({"/health": WELL}), only({"/api/v1/venues": envelope}, REFUSED)) as environment:
        refuse_undeclared_production(environment)


VENUES: Said = (200, {"Content-Type": "application/json"}, '{"success": true, "data": []}')
LOGIN: Said = (200, HTML, "<title>Servio</title><div id=app></div>")
WEB = {"/": HOME, "/health": WELL, "/login": LOGIN}
API = {"/health": WELL, "/api/v1/venues": VENUES}


def test_addresses_the_wrong_way_round_are_told() -> None:
    with target(only(API), only(WEB)) as environment, pytest.raises(NotServioError) as raised:
        wait(environment)
    assert str(raised.value).splitlines()[0] == "web_url and api_url look swapped"


@pytest.mark.parametrize("api", [API, API | {"/": HOME}, API | WEB], ids=["an API", "with a page", "one for both"])
def test_addresses_the_right_way_round_are_not(api: dict[str, Said]) -> None:
    with target(only(WEB), only(api)) as environment:
        wait(environment)
