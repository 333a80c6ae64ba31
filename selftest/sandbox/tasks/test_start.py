"""How a task starts and ends, and what a sandbox by itself is spared."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path

import httpx
import psutil
import pytest

from selftest.support.postgres import PASSWORD
from selftest.support.processes import started
from selftest.support.sandbox import refused, running
from selftest.support.tasks import Deployment, Parts
from servio_verify.run.polling import wait_until

ALONE = """
import sys
from servio_sandbox.cli import main
from servio_sandbox.server.shutdown import Stop
main(Stop(), ["--json", "--until-stdin-closes"])
print(*{name.partition(".")[0] for name in sys.modules})
"""
ACCOUNT = {"email": "test@example.com", "password": "password"}


def test_a_sandbox_by_itself_imports_nothing_of_what_tasks_need() -> None:
    with started("-c", ALONE) as server:
        api = server.facts["api_url"]
        assert httpx.post(f"{api}/api/v1/auth/login", json=ACCOUNT).status_code == 200
        assert list(httpx.get(f"{api}/ready").json()["data"]["checks"]) == ["database"]
        assert server.process.stdin
        assert server.process.stdout
        server.process.stdin.close()
        imported = set(server.process.stdout.read().split())
    assert "sqlite3" in imported
    assert not imported & {"alembic", "mako", "psycopg", "redis", "sqlalchemy"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(
            ("--database", "postgresql+psycopg://servio:{password}@127.0.0.1:1/servio"),
            "the database cannot be used: ",
            id="no database",
        ),
        pytest.param(("--redis", "http://127.0.0.1"), "--redis wants an address that begins with redis://", id="http"),
        pytest.param(("--redis", "redis://127.0.0.1:port"), "--redis is no address: ", id="no port"),
        pytest.param(("--redis-ca", "/nowhere/ca.pem"), "--redis-ca: there is no file /nowhere/ca.pem", id="no file"),
        pytest.param(("--redis-ca", __file__), "--redis-ca: no certificate in ", id="no certificate"),
        pytest.param(("--api-key", "env:SERVIO_NOT_SET"), "SERVIO_NOT_SET is not set in the environment", id="unset"),
        pytest.param(("--public-web", "servio.example.com"), "--public-web wants an origin", id="no origin"),
    ],
)
def test_a_mistake_is_one_line_without_a_secret(options: tuple[str, str], said: str) -> None:
    code, told = refused(*(option.replace("{password}", PASSWORD) for option in options))
    assert (code, told.count("\n")) == (4, 1)
    assert told.startswith(f"servio_sandbox: {said}")
    assert PASSWORD not in told


def test_a_task_starts_while_its_database_is_down_and_says_so(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    options = [option.replace(str(parts.postgres.port), "1") for option in parts.options()]
    with running(*options, "--no-migrate") as task:
        assert PASSWORD not in str(task.facts)
        assert not list(tmp_path.iterdir())  # nothing that a task could leave behind when it is killed
        ready = httpx.get(f"{task.facts['api_url']}/ready")
        assert (ready.status_code, ready.json()["error"]["message"]) == (503, "the database does not answer")
        assert httpx.get(f"{task.facts['api_url']}/health").status_code == 200


def test_a_task_that_is_drained_finishes_what_is_under_way() -> None:
    with running("--drain", "20", "--delay", "1000", "--verbose") as task, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(httpx.get, f"{task.facts['api_url']}/health", timeout=30)
        assert wait_until(lambda: connections(task.process.pid) > 0, 10, every=0.02)
        task.process.send_signal(signal.SIGTERM)
        assert answer.result().status_code == 200
        assert task.process.wait(timeout=30) == 0


def test_an_idle_connection_is_kept_for_the_balancer(tasks: Deployment) -> None:
    port = int(tasks.web_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=6) as kept:
        kept.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = HTTPResponse(kept)
        answer.begin()
        assert (answer.status, answer.read()) == (200, b"ok")  # its end too, which may come by itself
        with pytest.raises(TimeoutError):  # uvicorn closes after 5 s, unless told otherwise
            kept.recv(1)


def connections(process: int) -> int:
    """Return how many connections of others a process has."""
    return sum(found.status == "ESTABLISHED" for found in psutil.Process(process).net_connections())
