"""Redis of a stack: TLS and a password."""

import os
import subprocess
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Part, tail
from servio_sandbox.stack.parts.programs import Programs
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import State
from servio_sandbox.stack.waiting import wait_until

NAME = "redis"
READY_SECONDS = 15.0


def folder(place: Place) -> Path:
    """Return its folder."""
    return place.folder / "redis"


def url(state: State) -> str:
    """Return its address, as Servio's tasks are told it."""
    return f"rediss://:{state.password}@127.0.0.1:{state.ports.redis}/0"


def start(place: Place, state: State, programs: Programs) -> Part:
    """Start it and return it once it answers; SandboxError where it ended instead."""
    here, key = folder(place), place.certificates / "redis.pem"
    here.mkdir(mode=0o700, exist_ok=True)
    own = {
        "bind": "127.0.0.1",
        "dir": str(here),
        "port": "0",  # TLS only
        "tls-port": str(state.ports.redis),
        "tls-cert-file": str(key),
        "tls-key-file": str(key),
        "tls-ca-cert-file": str(place.ca_file),
        "requirepass": state.password,
    }
    file = here / "redis.conf"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in (description().redis.settings | own).items()))
    environ = {"PATH": os.environ.get("PATH", "")}
    pid = processes.start(place, NAME, [programs["redis-server"], str(file)], folder=here, environ=environ).pid
    address, log = f"127.0.0.1:{state.ports.redis}", str(place.log(NAME))
    part = Part(NAME, pid, processes.started_at(pid), address, str(here), log, programs.versions["redis-server"])
    wait_until(lambda: not part.runs or _answers(place, state, programs), READY_SECONDS)
    if not part.runs:
        raise SandboxError(f"Redis ended: {' '.join(tail(place.log(NAME), 2))}")
    return part


def _answers(place: Place, state: State, programs: Programs) -> bool:
    """Run the description's health check."""
    options = [str(place.ca_file) if option == "CA" else option for option in description().redis.health[1:]]
    check = [programs["redis-cli"], "-h", "127.0.0.1", "-p", str(state.ports.redis), *options]
    said = subprocess.run(check, env={"REDISCLI_AUTH": state.password}, capture_output=True, check=False)  # noqa: S603
    return said.stdout.strip() == b"PONG"
