"""The status of a deployment on GitHub: what is posted after which verdict, to a real server of the API's form.

As documented for REST API version 2022-11-28: `state`, `description` of at most 140 characters, `log_url`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from selftest.deployment.conftest import Gate, verdict_of
from selftest.support.aws.paused import BUILD
from selftest.support.background import in_thread
from selftest.support.results import entry
from servio_verify.results.model import Attestation, Cause, Outcome
from servio_verify.results.verdict import Verdict

SHA = f"{BUILD}e4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e"[:40]
DEPLOYMENT = "/repos/servio/app/deployments/42"
TOKEN = "planted-token"  # noqa: S105 - of our own server
LONG = "The till is open, and " + "so on " * 40


def deployed(**told: Any) -> dict[str, Any]:
    """Return a deployment that was made a minute ago."""
    created = f"{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    return {"id": 42, "sha": SHA, "environment": "Staging", "created_at": created} | told


@dataclass
class Github:
    """A deployment, its statuses, and how often each was asked for."""

    deployment: dict[str, Any] = field(default_factory=lambda: deployed())
    statuses: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refuses: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    hangs_up: bool = False
    origin: str = ""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], Any]:
        self.asked.append(f"{method} {path.removeprefix(DEPLOYMENT)}")
        if method in self.refuses:
            return *self.refuses[method], {"message": "planted"}
        if path == DEPLOYMENT:
            return 200, {}, self.deployment
        if method == "GET":
            return 200, {}, self.statuses[::-1]
        status = {"id": len(self.statuses) + 1, **json.loads(body)}
        assert len(status["description"]) <= 140
        self.statuses.append(status)
        return 201, {}, status


@pytest.fixture
def github(gate: Gate) -> Iterator[Github]:
    told = Github()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status: int
            headers: dict[str, str]
            document: Any
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, headers, document = 401, {}, {}
            else:
                status, headers, document = told.answer(self.command, self.path, body)
            if self.command == "POST" and told.hangs_up:
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        do_POST = do_GET  # noqa: N815 - a name that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        told.origin = f"http://127.0.0.1:{server.server_port}"
        settings = {"GITHUB_API_URL": told.origin, "GITHUB_REPOSITORY": "servio/app", "GITHUB_TOKEN": TOKEN}
        settings |= {"GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "https://github.example.com"}
        for name, value in settings.items():
            gate.patch.setenv(name, value)
        yield told


def post(gate: Gate, *more: str) -> tuple[int, str]:
    return gate("github", "--deployment", "42", "--verdict", "verdict.json", *more)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        (Verdict.GO, "success"),
        (Verdict.NO_GO, "failure"),
        (Verdict.INCONCLUSIVE, "error"),
        (Verdict.INVALID, "error"),
    ],
)
def test_each_word_has_its_state_and_the_same_is_not_posted_twice(
    gate: Gate, github: Github, word: Verdict, state: str
) -> None:
    gate.keep(verdict_of(word))
    said = f"deployment 42 of servio/app has the status {state} after {word}"
    assert post(gate) == (word.exit_code, said)
    why = "1 checks passed" if word is Verdict.GO else "The till is open"
    url = "https://github.example.com/servio/app/actions/runs/7"
    assert github.statuses == [{"id": 1, "state": state, "description": f"{word}: {why}", "log_url": url}]
    again = f"deployment 42 of servio/app has this status already ({state}): nothing was posted"
    assert post(gate) == (word.exit_code, again)
    assert len(github.statuses) == 1


def test_another_verdict_is_a_status_of_its_own_also_when_it_comes_back(gate: Gate, github: Github) -> None:
    for word in (Verdict.NO_GO, Verdict.GO, Verdict.NO_GO):
        gate.keep(verdict_of(word))
        post(gate)
    assert [status["state"] for status in github.statuses] == ["failure", "success", "failure"]


def test_a_long_reason_is_cut_and_a_rehearsal_posts_nothing(gate: Gate, github: Github) -> None:
    cause = Cause(verdict=Verdict.NO_GO, kind="wrong content", text=LONG)
    gate.keep(verdict_of(Verdict.NO_GO, causes=(cause,), reasons=(str(cause),)))
    code, line = post(gate, "--dry-run")
    assert (code, github.statuses) == (1, [])
    assert line.startswith("would post failure to deployment 42 of servio/app: NO-GO: The till is open")
    post(gate)
    assert len(github.statuses[0]["description"]) == 140


NOT_SELECTED = (entry("test_good"), entry("test_b", Outcome.NOT_SELECTED))
SITUATIONS: dict[str, tuple[dict[str, Any], dict[str, Any], int, str]] = {
    "another commit": ({}, {"deployment": deployed(sha="0" * 40)}, 21, "0000000 was deployed"),
    "another environment": ({}, {"deployment": deployed(environment="production")}, 21, "about production"),
    "an earlier deploy of the same commit": (
        {},
        {"deployment": deployed(created_at="2200-01-01T00:00:00Z")},
        21,
        "before the deploy was seen at",
    ),
    "another address": ({"web_url": "http://127.0.0.1:8000"}, {}, 21, "is about http://127.0.0.1:8000, staging is "),
    "not proven": ({"attestation": Attestation(expected=BUILD)}, {}, 21, f"did not prove that {SHA} answered"),
    "some checks": ({"ledger": NOT_SELECTED, "not_selected": 1}, {}, 22, "leaves 1 checks aside"),
    "no such deployment": ({}, {"refuses": {"GET": (404, {})}}, 26, "404 (not there, or hidden) for deployment 42"),
    "a token that may not": ({}, {"refuses": {"POST": (403, {})}}, 26, "403 (GITHUB_TOKEN needs deployments: write)"),
    "a limit": (
        {},
        {"refuses": {"GET": (403, {"x-ratelimit-remaining": "0"})}},
        26,
        "rate limit is used up",
    ),
    "an error": ({}, {"refuses": {"POST": (502, {})}}, 26, "GitHub answered 502 (see its status page) for"),
    "a renamed repository": (
        {},
        {"refuses": {"GET": (301, {"location": "/x"})}},
        26,
        "GitHub answered 301 (moved: set GITHUB_REPOSITORY",
    ),
    "another form": (
        {},
        {"deployment": {"id": 42}},
        26,
        "GitHub tells no commit, environment or time of",
    ),
    "statuses of another form": ({}, {"statuses": [{"id": None}]}, 26, "in another form than documented"),
    "no answer to the post": ({}, {"hangs_up": True}, 27, "GitHub does not say what became of it: deployment 42"),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_cannot_be_posted_is_one_line(gate: Gate, github: Github, name: str) -> None:
    verdict, there, code, line = SITUATIONS[name]
    vars(github).update(there)
    gate.keep(verdict_of(Verdict.GO, **verdict))
    ended, said = post(gate)
    assert line in said
    assert ended == code
    assert TOKEN not in said
    assert not [status for status in github.statuses if status.get("state")] or code == 27


@pytest.mark.parametrize(
    ("name", "value", "code", "line"),
    [
        ("GITHUB_TOKEN", "", 4, "GITHUB_TOKEN is not set: GitHub was not asked"),
        ("GITHUB_TOKEN", "wrong", 26, "GitHub answered 401 (GITHUB_TOKEN is not valid)"),
        ("GITHUB_API_URL", "http://github.example.com", 4, "no token is sent without TLS"),
        ("GITHUB_API_URL", "http://127.0.0.1:9", 26, "GitHub could not be asked (ConnectError): nothing was posted"),
    ],
)
def test_settings_that_are_wrong_are_one_line(
    gate: Gate, github: Github, name: str, value: str, code: int, line: str
) -> None:
    gate.patch.setenv(name, value)
    gate.keep(verdict_of(Verdict.GO))
    ended, said = post(gate)
    assert line in said
    assert (ended, github.statuses) == (code, [])
