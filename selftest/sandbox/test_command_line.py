"""The sandbox's command line: options, signals, and mistakes that cost one line."""

import signal
import ssl
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from selftest.support.processes import ROOT
from selftest.support.sandbox import COMMAND, Running, refused, running
from servio_verify.run.polling import wait_until


def data(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()["data"]


def sign_in(client: httpx.Client, password: str = "password") -> httpx.Response:  # noqa: S107
    return client.post("/api/v1/auth/login", json={"email": "test@example.com", "password": password})


def test_two_builds_answer_in_turn_and_the_assets_of_both_load(sandbox: Running, api: httpx.Client) -> None:
    told = [api.get("/health") for _ in range(4)]
    assert {answer.headers["X-Servio-Build"] for answer in told} == {"aaa1111", "bbb2222"}
    assert all(answer.json()["data"]["build"] == answer.headers["X-Servio-Build"] for answer in told)
    page = httpx.get(sandbox.facts["web_url"])
    assert f"/assets/{page.headers['X-Servio-Build']}/app.js" in page.text
    for build in ("aaa1111", "bbb2222"):
        assert httpx.get(f"{sandbox.facts['web_url']}/assets/{build}/app.js").status_code == 200


def test_too_many_requests_are_refused_until_later() -> None:
    with running("--rate-limit", "5", "--sign-in-limit", "2") as found, found.client(signed_in=False) as client:
        answers = [sign_in(client, "wrong") for _ in range(3)]
        assert [answer.status_code for answer in answers].count(429) >= 1
        answers = [client.get("/api/v1/venues") for _ in range(6)]
        last = answers[-1]
        assert (last.status_code, last.json()["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert 0 < int(last.headers["Retry-After"]) <= 60
        assert last.headers["X-RateLimit-Remaining"] == "0"
        assert client.get("/health").status_code == 200


def test_https_shows_a_certificate_of_its_own_authority_and_http_leads_to_it() -> None:
    with running("--https") as found:
        trusted = ssl.create_default_context(cafile=found.facts["ca_file"])
        with httpx.Client(verify=trusted) as client:
            answer = client.get(f"{found.facts['api_http_url']}/health?a=b", follow_redirects=True)
            assert str(answer.url) == f"{found.facts['api_url']}/health?a=b"
            signed_in = client.post(
                f"{found.facts['api_url']}/api/v1/auth/login",
                json={"email": "test@example.com", "password": "password"},
            )
            assert "; Secure" in signed_in.headers["Set-Cookie"]
            assert "max-age" in client.get(found.facts["web_url"]).headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda process: process.send_signal(signal.SIGINT), id="SIGINT"),
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), id="SIGTERM"),
        pytest.param(lambda process: process.stdin.close(), id="end of stdin"),
    ],
)
def test_it_stops_at_once_and_leaves_nothing(ask: Callable[["subprocess.Popen[str]"], None]) -> None:
    with running("--delay", "600000") as found, ThreadPoolExecutor(1) as pool:
        pool.submit(httpx.get, found.facts["web_url"])  # a request under way does not hold it up
        assert found.folder.exists()
        ask(found.process)
        assert found.process.wait(timeout=60) == 0
        assert not found.folder.exists()
        assert found.process.stderr
        assert found.process.stderr.read() == "sandbox stopped\n"


def catches_signals(process: "subprocess.Popen[str]") -> bool:
    """Whether Python is up there: nothing but the sandbox itself catches SIGTERM."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return bool(int(status.partition("SigCgt:")[2].split()[0], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("seconds", [0.01, 0.25, 0.65])
def test_a_signal_while_it_starts_is_no_traceback(seconds: float) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:
        assert wait_until(lambda: catches_signals(process), 60, every=0.01)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "sandbox stopped\n")


def test_a_busy_port_is_one_line(sandbox: Running) -> None:
    port = sandbox.facts["web_url"].rpartition(":")[2]
    assert refused("--web-port", port) == (4, f"servio_sandbox: port {port} of 127.0.0.1 cannot be used: busy\n")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nothing", "the database cannot be used: Could not parse"),
        ("sqlite:////nowhere/servio.db", "the database cannot be used: "),
        ("sqlite://", "the database cannot be used: SQLite wants a file, sqlite:///FILE"),
        ("mysql://servio@127.0.0.1/servio", "the database cannot be used: it is neither SQLite nor PostgreSQL"),
        ("postgresql+pg8000://servio@127.0.0.1/servio", "the database's driver is not installed: "),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, said: str) -> None:
    code, told = refused("--database", url)
    assert (code, told.count("\n")) == (4, 1)
    assert told.startswith(f"servio_sandbox: {said}")
