"""nginx of a stack: started once, and told anew whenever tasks come and go."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

import psutil

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Part, tail
from servio_sandbox.stack.parts import nginx
from servio_sandbox.stack.parts.programs import Programs
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import State
from servio_sandbox.stack.waiting import wait_until

NAME = "balancer"
RELOAD_SECONDS = 10.0


def config(place: Place, state: State) -> str:
    """Return the configuration that goes with a state."""
    ports, here = state.ports, place.folder / "nginx"
    listeners = (
        nginx.Listener("web", f"127.0.0.1:{ports.web}", f"127.0.0.1:{ports.plain_web}", ports.web),
        nginx.Listener("api", f"127.0.0.1:{ports.api}", f"127.0.0.1:{ports.plain_api}", ports.api),
    )
    receivers = state.receivers
    tasks = tuple(
        nginx.Upstream(f"127.0.0.1:{each.web_port}", f"127.0.0.1:{each.api_port}", down=each.name not in receivers)
        for each in state.tasks
    )
    head = f"daemon off;\npid {here}/nginx.pid;\nerror_log stderr warn;\n"
    as_root = "user root;\n" if os.geteuid() == 0 else ""
    certificate = str(place.certificates / "balancer.pem")
    added = state.snippets
    return nginx.text(
        nginx.Config(
            listeners,
            tasks,
            certificate,
            head + as_root,
            str(here),
            str(place.folder / "logs" / "access.log"),
            added.http,
            added.server,
            added.location,
        ),
        description().balancer,
    )


def start(place: Place, state: State, programs: Programs) -> Part:
    """Start it and return it once it listens; SandboxError where it ended instead."""
    here = place.folder / "nginx"
    here.mkdir(mode=0o700, exist_ok=True)
    _write(place, state)
    command = [programs["nginx"], "-e", "stderr", "-p", str(here), "-c", str(here / "nginx.conf")]
    pid = processes.start(place, NAME, command, folder=here, environ={"PATH": os.environ.get("PATH", "")}).pid
    address, log = f"{state.web_url}, {state.api_url}", str(place.log(NAME))
    part = Part(NAME, pid, processes.started_at(pid), address, str(here), log, programs.versions["nginx"])
    wait_until(lambda: not part.runs or workers(part), RELOAD_SECONDS, every=0.02)
    if not part.runs or not workers(part):
        raise SandboxError(f"nginx ended: {' '.join(tail(place.log(NAME), 2))}")
    return part


def reload(place: Place, state: State, programs: Programs) -> list[psutil.Process]:
    """Have it follow the state; return its old workers, which end with their last request.

    Raises SandboxError where nginx refuses the configuration: the old one stays.
    """
    part, file = state.part(NAME), place.folder / "nginx" / "nginx.conf"
    before = file.read_text(encoding="utf-8")
    _write(place, state)
    test = [programs["nginx"], "-e", "stderr", "-t", "-q", "-p", str(file.parent), "-c", str(file)]
    tested = subprocess.run(test, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    if tested.returncode:
        file.write_text(before, encoding="utf-8")
        raise SandboxError(f"nginx refuses the configuration: {tested.stderr.strip().splitlines()[0]}")
    old = workers(part)
    with suppress(ProcessLookupError):
        os.kill(part.pid, signal.SIGHUP)
    known = {each.pid for each in old}
    wait_until(
        lambda: {each.pid for each in workers(part)} - known and not any(map(_accepts, old)), RELOAD_SECONDS, every=0.01
    )
    return old


def _accepts(worker: psutil.Process) -> bool:
    """Tell whether a worker still takes connections; it is told to go a moment after the new ones came."""
    with suppress(psutil.Error):
        return worker.is_running() and "shutting down" not in " ".join(worker.cmdline())
    return False


def await_drained(old: Sequence[psutil.Process]) -> bool:
    """Wait until the old workers have ended, each after its last request; tell whether all have."""
    seconds = description().balancer.drain + 5.0
    return bool(wait_until(lambda: not any(each.is_running() for each in old), seconds))


def workers(part: Part) -> list[psutil.Process]:
    """Return its worker processes."""
    master = processes.running(part.pid, part.since)
    with suppress(psutil.Error):
        return master.children() if master else []
    return []


def _write(place: Place, state: State) -> None:
    file = place.folder / "nginx" / "nginx.conf"
    file.touch(mode=0o600)
    file.write_text(config(place, state), encoding="utf-8")
