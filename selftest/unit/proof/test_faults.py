"""Every fault of these kinds changes something, on a Servio of two origins as on one of one origin with other paths."""

import json

import pytest

from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import HEALTHY, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Fault, catalogue
from servio_verify.proof.faults.serving.rollout import OTHER, renamed

KINDS = ("TLS", "timing", "roll-out", "status", "dependencies", "assets", "scripts", "limits")
FAULTS = [fault for fault in catalogue().values() if fault.kind in KINDS and fault.make]
PATHS = {
    "login": "/sign-in",
    "health": "/api/health",
    "ready": "/api/ready",
    "api": "/v2",
    "sign_in_api": "/auth/token",
}
ENVIRONMENTS = {
    "two origins": Environment(
        name="two", web_url="https://w.example", api_url="https://a.example", build="header:X-Build"
    ),
    "one origin": Environment(
        name="one", web_url="https://w.example", api_url="https://w.example", build="header:X-Build", paths=PATHS
    ),
}
JSON = {"Content-Type": "application/json"}
PAGE = "<!doctype html><html><head><title>Servio</title></head><body></body></html>"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_a_fault_changes_something(fault: Fault, environment: Environment) -> None:
    assert fault.make
    made = fault.make(Scene(environment))
    changed = made.handshake("w.example") != HEALTHY
    for request, answer in visit(environment) * 30:
        own = made.instead(request)
        changed = changed or own is not None or made.forward(request) != request
        changed = changed or made.alter(request, answer) != answer
    assert changed, f"{fault.name} changes nothing of what a Servio answers"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_leaves_others_alone_and_never_answers_what_cors_asks(fault: Fault) -> None:
    environment = ENVIRONMENTS["two origins"]
    assert fault.make
    made = fault.make(Scene(environment))
    page = Answer(200, (("Content-Type", "text/html"),), PAGE.encode())
    other = Request(Side.OTHER, "GET", "https", "else.example", 443, "/api/v1/venues")
    assert (made.instead(other), made.alter(other, page)) == (None, page)
    asks = Request(Side.API, "OPTIONS", "https", "a.example", 443, "/api/v1/venues")
    assert made.instead(asks) is None


@pytest.mark.parametrize(
    ("source", "answer", "told"),
    [
        ("header:X-Build", Answer(200, (("x-build", "new"),)), ("x-build", OTHER)),
        ("json:data.build", Answer(200, tuple(JSON.items()), b'{"data":{"build":"new"}}'), OTHER),
        ("asset:/assets/([a-z]+)/", Answer(200, (("Content-Type", "text/html"),), b"<a href=/assets/new/a.js>"), OTHER),
    ],
)
def test_another_build_is_named_where_the_environment_s_file_says(
    source: str, answer: Answer, told: str | tuple[str, str]
) -> None:
    became = renamed(answer, source)
    if isinstance(told, tuple):
        assert became.header(told[0]) == told[1]
    else:
        assert told in became.text
        assert "new" not in became.text
    nameless = Answer(200, (("Content-Type", "text/html"),), b"<p>")
    assert renamed(nameless, source) == nameless


def visit(environment: Environment) -> list[tuple[Request, Answer]]:
    """Return what a run asks for, and what a healthy Servio answers to it."""
    paths, at = environment.paths, environment.paths.at
    venues = at("/api/v1/venues")
    policy = "default-src 'none'; connect-src 'self'"
    redirect = Answer(301, (("Location", "https://w.example/"),))
    told = [
        ("web", "GET", "/", answer(PAGE, "text/html; charset=utf-8", policy)),
        ("web", "GET", paths.login, answer(PAGE, "text/html", policy)),
        ("web", "GET", "/.env", answer("<p>", "text/html", policy).with_status(404)),
        ("web", "GET", "/a.js", answer("start()", "text/javascript", policy)),
        ("web", "GET", "/a.css", answer("p {}", "text/css", policy)),
        ("web", "GET", paths.health, answer("ok", "text/plain", policy)),
        ("api", "GET", paths.ready, answer(json.dumps({"success": True}), JSON["Content-Type"], policy)),
        ("api", "GET", venues, answer(json.dumps({"success": True}), JSON["Content-Type"], policy)),
        ("api", "GET", f"{venues}/7", answer("{}", JSON["Content-Type"], policy).with_status(404)),
        ("api", "POST", at("/api/v1/auth/login"), answer("{}", JSON["Content-Type"], policy)),
    ]
    scene = Scene(environment)
    exchanges = [(_request(scene, environment, *asked), answered) for *asked, answered in told]
    plain = Request(Side.WEB, "GET", "http", "w.example", 80, paths.health)
    return [*exchanges, (plain, redirect)]


def answer(body: str, media_type: str, policy: str) -> Answer:
    headers = (("Content-Type", media_type), ("Content-Security-Policy", policy), ("X-Build", "new"))
    return Answer(200, headers, body.encode())


def _request(scene: Scene, environment: Environment, origin: str, method: str, path: str) -> Request:
    url = environment.web_url if origin == "web" else environment.api_url
    host = url.partition("://")[2]
    side = scene.side("https", host, 443, path)
    return Request(side, method, "https", host, 443, path, in_flight=50)
