"""A task of the sandbox, as a container of Servio would be: stateless, beside others of its kind."""

import http.client
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import servio_sandbox
from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Task, tail
from servio_sandbox.stack.parts import postgresql, redis
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.ports import free_ports
from servio_sandbox.stack.state import State
from servio_sandbox.stack.waiting import wait_until

PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE")
"""What a task gets of our environment: not what a caller's secrets may be in."""

BUILD = "5f3c1a9e2b7d"
START_SECONDS = 30.0


@dataclass(frozen=True)
class Start:
    """How a task is to be started. `arguments` are the sandbox's, such as `--fault NAME`; `environ` is added."""

    build: str = BUILD
    arguments: tuple[str, ...] = ()
    environ: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listening:
    """Where a task listens, and the origins that clients see."""

    web_port: int
    api_port: int
    web_url: str
    api_url: str


def command(where: Listening, ca_file: str) -> list[str]:
    """Return the command of a task after `python`, in both forms of the stack; secrets are in its environment."""
    parts = description()
    return [
        *("-m", "servio_sandbox", "--no-migrate", "--drain", str(parts.balancer.drain)),
        *("--web-port", str(where.web_port), "--api-port", str(where.api_port)),
        *("--public-web", where.web_url, "--public-api", where.api_url),
        *("--database", "env:DATABASE_URL", "--redis", "env:REDIS_URL", "--redis-ca", ca_file),
        *("--api-key", "env:SERVIO_API_KEY", "--environment", parts.tasks.settings["NODE_ENV"]),
    ]


def start(place: Place, state: State, name: str, how: Start) -> Task:
    """Start a task; it may not answer yet."""
    web_port, api_port = free_ports(2)
    here = place.folder / "tasks" / name
    for folder in (here.parent, here):
        folder.mkdir(mode=0o700, exist_ok=True)
    options = command(Listening(web_port, api_port, state.web_url, state.api_url), str(place.ca_file))
    line = [sys.executable, *options, "--build", how.build, "--verbose", *how.arguments]
    environ = environment(place, state) | {"TMPDIR": str(here)} | dict(how.environ)
    pid = processes.start(place, name, line, folder=here, environ=environ).pid
    address = f"127.0.0.1:{web_port} (web), 127.0.0.1:{api_port} (API)"
    since, log = processes.started_at(pid), str(place.log(name))
    return Task(
        name, pid, since, address, str(here), log, "", web_port, api_port, how.build, how.arguments, healthy=False
    )


def python_path() -> str:
    """Return where a process of ours finds this very package: its working folder is another than ours."""
    sources = str(Path(servio_sandbox.__file__).parents[1])
    return os.pathsep.join(filter(None, (sources, os.environ.get("PYTHONPATH"))))


def environment(place: Place, state: State) -> dict[str, str]:
    """Return the environment of a task: the description's settings and, so that no command line shows them, secrets."""
    passed = {key: value for key, value in os.environ.items() if key in PASSED}
    secrets = {"DATABASE_URL": postgresql.url(place, state), "REDIS_URL": redis.url(state)}
    return {
        **passed,
        **description().tasks.settings,
        **secrets,
        "SERVIO_API_KEY": state.api_key,
        "PYTHONPATH": python_path(),
    }


def migrate(place: Place, state: State) -> None:
    """Bring the schema to what the build needs, as a step of its own; SandboxError where it fails."""
    command = [sys.executable, "-m", "servio_sandbox.store.migrations", "--database", "env:DATABASE_URL"]
    done = processes.start(place, "migrations", command, folder=place.folder, environ=environment(place, state))
    if done.wait(START_SECONDS):
        raise SandboxError(" ".join(tail(place.log("migrations"), 1)))
    (place.pids / "migrations").unlink()


def await_healthy(task: Task, seconds: float) -> str:
    """Wait until its /health answers 200 and return nothing, or say why it did not; another answer may be its first."""
    said: list[str] = [""]

    def is_decided() -> bool:
        said.append(health(task))
        return said[-1] == "200" or not task.runs

    wait_until(is_decided, seconds, every=0.1)
    if said[-1] == "200":
        return ""
    if not task.runs:
        return f"{task.name} ended: {' '.join(tail(Path(task.log), 1))}"
    return f"{task.name} is not well after {seconds:.0f} s: its /health says {said[-1] or 'nothing'}"


def health(task: Task) -> str:
    """Return the status of its health check, of web app and API; empty where one does not answer in time."""
    check = description().tasks.health
    for port in (task.web_port, task.api_port):
        status, _ = ask(port, check.path, check.within)
        if status != 200:
            return str(status or "")
    return "200"


def ask(port: int, path: str, seconds: float) -> tuple[int, Any]:
    """Ask a port of this machine, and return status and JSON; 0 where nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()
    with suppress(ValueError):
        return answer.status, json.loads(body)
    return answer.status, None
