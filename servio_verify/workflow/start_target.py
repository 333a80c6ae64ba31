"""Start of a target: its sandbox or local staging, then readiness, then the last word on production."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from servio_verify.environments.model import Environment
from servio_verify.environments.own import sandbox as sandboxes
from servio_verify.environments.own.stack import Stack
from servio_verify.errors import InvalidError
from servio_verify.run.progress import Progress
from servio_verify.target import guard
from servio_verify.target.origins import Sightings
from servio_verify.target.preflight import wait_for_target
from servio_verify.traffic import transport


class OptimizedError(InvalidError):
    """Python leaves out what checks are made of."""


def refuse_optimized() -> None:
    """Raise OptimizedError where Python runs without assertions (PYTHONOPTIMIZE, -O): what asserts would pass."""
    if sys.flags.optimize:
        raise OptimizedError("Python leaves assertions out here: unset PYTHONOPTIMIZE, or run it without -O")


@dataclass(frozen=True)
class Target:
    """An environment with its addresses. `is_of_run`: it was started for this run, and is gone after it."""

    environment: Environment
    is_of_run: bool = False


def start_target(environment: Environment, undo: ExitStack, faults: Sequence[str] = ()) -> Target:
    """Return the environment with its addresses; what was started because it asks for it is stopped by `undo`.

    From now on this process carries what its gate wants. Raises SandboxError where it does not start,
    OptimizedError where nothing could be asserted.
    """
    refuse_optimized()
    started = _started(environment, undo, faults)
    transport.admit_to(started.environment)
    return started


def _started(environment: Environment, undo: ExitStack, faults: Sequence[str]) -> Target:
    if not environment.starts_sandbox:
        return Target(environment)
    if environment.stack:
        return _local_staging(environment, undo, faults)
    options = [option for fault in faults for option in ("--fault", fault)]
    sandbox = sandboxes.take([*(environment.sandbox or ()), *options])
    undo.callback(sandbox.stop)
    return Target(environment.at(sandbox.addresses()), is_of_run=True)


def _local_staging(environment: Environment, undo: ExitStack, faults: Sequence[str]) -> Target:
    stack = Stack(faults)
    undo.callback(stack.stop)
    secrets = {**environment.secrets, **stack.stores()}  # the infra tier looks there, and no artifact shows them
    return Target(environment.at({**stack.addresses(), "secrets": secrets}), is_of_run=stack.was_started)


def await_target(environment: Environment, wait: float) -> Sightings:
    """Wait until the target is ready, in seconds, ask whether it may be touched, and return all that was seen.

    Raises TargetDownError, NotServioError, UnansweredError and OtherOriginError, and RefusedError where it must not
    be touched.
    """
    with Progress(f"waiting for {environment.name}") as progress:
        first = wait_for_target(environment, wait, progress.tell)
    guard.refuse_undeclared_production(environment, first)
    return first
