"""Start of a target: its sandbox where it has one, then readiness, then the last word on production."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack

from servio_verify.environments.model import Environment
from servio_verify.environments.sandbox import Sandbox
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


def start_sandbox(environment: Environment, undo: ExitStack, faults: Sequence[str] = ()) -> Environment:
    """Return the environment with its addresses; a sandbox that it asks for is started, and stopped by `undo`.

    From now on this process carries what its gate wants. Raises SandboxError where it does not start,
    OptimizedError where nothing could be asserted.
    """
    refuse_optimized()
    started = _started(environment, undo, faults)
    transport.admit_to(started)
    return started


def _started(environment: Environment, undo: ExitStack, faults: Sequence[str]) -> Environment:
    if not environment.starts_sandbox:
        return environment
    options = [option for fault in faults for option in ("--fault", fault)]
    sandbox = Sandbox([*(environment.sandbox or ()), *options])
    undo.callback(sandbox.stop)
    return environment.at(sandbox.addresses())


def await_target(environment: Environment, wait: float) -> Sightings:
    """Wait until the target is ready, in seconds, ask whether it may be touched, and return all that was seen.

    Raises TargetDownError, NotServioError, UnansweredError and OtherOriginError, and RefusedError where it must not
    be touched.
    """
    with Progress(f"waiting for {environment.name}") as progress:
        first = wait_for_target(environment, wait, progress.tell)
    guard.refuse_undeclared_production(environment, first)
    return first
