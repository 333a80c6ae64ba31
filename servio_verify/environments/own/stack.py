"""Local staging of this project, spoken to as a process: `python -m servio_sandbox.stack`."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from servio_verify.environments.own.sandbox import KEYS, SandboxError

MODULE = "servio_sandbox.stack"
KEPT_SECRET = {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}
"""What it tells of its stores, and the deployment's key that says the same."""


class Stack:
    """Local staging: the one that is up, or one that is started now. Raises SandboxError where it does not start."""

    def __init__(self, faults: Sequence[str] = ()) -> None:
        options = [option for fault in faults for option in ("--fault", fault)]
        # Its progress goes to the terminal; a session of its own, as Ctrl-C is for the run, which ends it.
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", MODULE, "use", *options], stdout=subprocess.PIPE, start_new_session=True
        )
        try:
            said, _ = process.communicate()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        self._told: dict[str, Any] = json.loads(said or b"{}")
        if process.returncode:
            raise SandboxError(str(self._told.get("error") or f"local staging ended with {process.returncode}"))

    @property
    def was_started(self) -> bool:
        """Whether it was started now, for this run alone."""
        return bool(self._told["started"])

    def addresses(self) -> Mapping[str, Any]:
        """Return its addresses and account, for `Environment.at`."""
        told = {ours: self._told[key] for key, ours in KEYS.items() if self._told.get(key)}
        return told | {"stack_folder": self._told["folder"]}

    def stores(self) -> Mapping[str, str]:
        """Return the addresses of its database and its Redis, by the deployment's keys."""
        return {key: self._told[told] for told, key in KEPT_SECRET.items() if self._told.get(told)}

    def stop(self) -> None:
        """Stop it where it was started now; another's stays."""
        if self.was_started:
            subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", MODULE, "down"], stdout=subprocess.DEVNULL, start_new_session=True, check=False
            )
