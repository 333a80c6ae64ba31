"""Target of a proof: had for it alone, over HTTPS where it is our own, and the settings that lead runs to it."""

import re
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from servio_verify.environments.handover import overrides
from servio_verify.environments.model import Environment
from servio_verify.environments.own.sandbox import KEYS
from servio_verify.errors import UsageError
from servio_verify.proof.command import runs
from servio_verify.run import state_dir
from servio_verify.run.identity import unwritable
from servio_verify.run.lock import OccupiedError

HTTPS = "--https"


def alone(environment: Environment, folder: Path, undo: ExitStack) -> None:
    """Have the target and the folder for this proof. Raises OccupiedError, UsageError."""
    runs.refuse_foreign(folder)
    locks = [folder / runs.LOCK]
    if environment.stack:
        locks.append(state_dir.folder() / "prove-local-staging.lock")
    elif not environment.starts_sandbox:
        place = re.sub(r"[^\w.-]+", "-", urlsplit(environment.web_url).netloc)
        locks.append(state_dir.folder() / f"prove-{place}.lock")
    try:
        (folder / "runs").mkdir(parents=True, exist_ok=True)
        for path in locks:
            undo.enter_context(FileLock(path).acquire(timeout=0))
    except Timeout:
        raise OccupiedError(f"{environment.name} is being proved already on this machine: wait for that one") from None
    except OSError as error:
        raise UsageError(unwritable(error)) from None


def over_https(environment: Environment) -> Environment:
    """Return the environment, its own sandbox with HTTPS: many faults are of that, as on any staging."""
    sandbox = environment.sandbox
    if not environment.starts_sandbox or sandbox is None or HTTPS in sandbox:
        return environment
    return environment.model_copy(update={"sandbox": (*sandbox, HTTPS)})


def settings(told: Environment, target: Environment) -> Mapping[str, str]:
    """Return the settings that lead each run to the one sandbox of the proof; none where there is no sandbox."""
    if not told.starts_sandbox:
        return {}
    values = target.to_settings()
    return overrides({key: str(values[key]) for key in KEYS.values() if values.get(key)})
