"""Start of a watch: its parts put together, and everything put away at its end."""

import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.reporting.publish import WEBHOOK
from servio_verify.run.identity import Run, unwritable
from servio_verify.run.lock import Lock
from servio_verify.run.progress import say
from servio_verify.watching import lines
from servio_verify.watching.changes import Change, Changes
from servio_verify.watching.loop import Plan, Watch, complain
from servio_verify.watching.memory import Memory
from servio_verify.watching.numbers import Numbers
from servio_verify.watching.otlp import Push
from servio_verify.watching.outbox import Outbox
from servio_verify.watching.runner import READS_ONLY, Runner
from servio_verify.watching.scrape import served
from servio_verify.watching.stopping import Stop
from servio_verify.workflow.start_target import start_target

ADDRESSES = ("web_url", "api_url", "web_http_url", "api_http_url", "ca_file")
WHAT = "the checks of smoke that only read; nothing signs in, nothing is created"


@dataclass(frozen=True)
class Told:
    """Who is told what: after how many unclear rounds, on which port, at which collector."""

    patience: int
    metrics_port: int | None = None
    collector: str | None = None


def watch(plan: Plan, told: Told, root: Path) -> int:
    """Watch an environment; return the exit code. Raises UsageError."""
    file = read_environment(plan.environment, root, os.environ | READS_ONLY, reads_only=True)
    folder = root / os.environ.get("SERVIO_RUNS", "runs") / "watch" / plan.environment
    stop = Stop()
    stop.heed()
    with ExitStack() as undo:
        _alone(folder, undo)
        environment = start_target(file, undo).environment
        runner = Runner(plan.environment, root, folder, _settings(file, environment))
        it = _watch(plan, told, environment, folder, runner)
        it.stop = stop
        where = f"{environment.name}, {environment.web_url}, every {lines.span(plan.every)}"
        say(lines.cut(f"watching {where}: {WHAT} (times are UTC)"))
        if told.metrics_port is not None:
            say(f"OpenMetrics at {undo.enter_context(served(it.numbers, told.metrics_port))}")
        return it.go()


def _watch(plan: Plan, told: Told, environment: Environment, folder: Path, runner: Runner) -> Watch:
    memory = Memory.read(folder, datetime.now(UTC), plan.every)
    outbox = Outbox(environment.secrets.get(WEBHOOK), memory.waiting, complain, memory.dropped)
    own_lock = Lock(environment, Run("watch", folder))
    host = socket.gethostname()

    def tell(change: Change) -> None:
        outbox.add(lines.message(change, environment.name, host))

    return Watch(
        plan=plan,
        runner=runner,
        changes=Changes(told.patience, memory.standing),
        memory=memory,
        folder=folder,
        outbox=outbox,
        numbers=Numbers(environment.name),
        push=Push(told.collector, complain) if told.collector else None,
        occupied=own_lock.holder,
        tell=tell,
    )


def _alone(folder: Path, undo: ExitStack) -> None:
    """Have the folder for this watch. Raises UsageError where another one has it, or it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        undo.enter_context(FileLock(folder / "watch.lock").acquire(timeout=0))
    except Timeout:
        raise UsageError(f"{folder.name} is being watched already, with the folder {folder}; end that one") from None
    except OSError as error:
        raise UsageError(unwritable(error)) from None


def _settings(file: Environment, started: Environment) -> Mapping[str, str]:
    """Return the settings that lead each round to the one sandbox of the watch; none where there is no sandbox."""
    if not file.starts_sandbox:
        return {}
    told = started.to_settings()
    return {f"SERVIO_{key.upper()}": str(told[key]) for key in ADDRESSES if told.get(key)}
