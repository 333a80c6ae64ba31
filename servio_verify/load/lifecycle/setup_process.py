"""The set-up of a load run, in a process of its own.

What reads settings and asks targets takes a quarter of the memory that Locust takes. It is over before the first
request; only where something must be undone after the run does it wait for that.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

from servio_verify.errors import InconclusiveError, InvalidError, UsageError
from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle.load_run import LoadRunSpec
from servio_verify.load.lifecycle.prepared import Prepared
from servio_verify.load.lifecycle.scrubbing import LoadScrubbing
from servio_verify.run import marks
from servio_verify.run.identity import Run

MODULE = "servio_verify.load.lifecycle.setup_main"
OPTIONS = ("env", "profile", "baseline", "wait", "fit_limits", "run_id", "run_folder", "host")
CLEAN_UP = "clean up"
COUNT_ORDERS = "count orders"

TOLD = (UsageError.exit_code, InconclusiveError.exit_code, InvalidError.exit_code)
"""Exit codes of a set-up that has told why. Another one, 1 above all, is Python's own, and no NO-GO."""

STOP_SECONDS = 60
"""How long it may take to undo everything."""


class SetupProcess:
    """Prepares a run, and undoes it. It tells mistakes of the user itself; it ends by itself when this process ends."""

    def __init__(self, asked: Any) -> None:
        """Wait until the run can begin. Raises SystemExit where it cannot, and has told why; ServioVerifyError."""
        shown = os.dup(sys.stdout.fileno()) if sys.stdout else os.open(os.devnull, os.O_WRONLY)
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", MODULE, str(shown)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[shown],
            start_new_session=True,  # Ctrl-C reaches this process, which then ends that one
        )
        os.close(shown)
        try:
            told = self._ask(json.dumps({key: getattr(asked, key) for key in OPTIONS}))
        except KeyboardInterrupt:
            self._give_up()
            raise InconclusiveError("stopped by hand before the first request") from None
        except BaseException:
            self._give_up()
            raise
        if not told:
            self._refused()
        prepared = Prepared.from_wire(json.loads(told))
        os.environ.update(prepared.environ)
        marks.begin(prepared.where.run_id)
        self._to_undo = prepared.to_undo
        self.work_order = prepared.work_order
        self.spec = _spec(prepared)

    def _give_up(self) -> None:
        self._process.terminate()
        self.stop()

    def _refused(self) -> None:
        self.stop()
        code = self._process.returncode
        if code not in TOLD:
            raise InvalidError(f"an error of our own: the set-up of the run ended with {code}")
        sys.exit(code)

    def _ask(self, line: str) -> str:
        """Send a line and return the next one that it answers; empty where it is gone."""
        assert self._process.stdin  # noqa: S101 - as asked for
        assert self._process.stdout  # noqa: S101
        try:
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()
        except OSError:
            return ""
        return bytes(self._process.stdout.readline()).decode()

    def clean_up(self) -> list[str]:
        """Delete what was made on the target and return what could not be; the sandbox stays up until `stop`."""
        if not self._to_undo:
            return []
        told = self._ask(CLEAN_UP)
        return list(json.loads(told)) if told else ["what the run made: the process that made it is gone (see journal)"]

    def stored(self, accepted: int) -> StoredOrders:
        """Return what became of so many orders that were accepted."""
        told = self._ask(f"{COUNT_ORDERS} {accepted}") if self._to_undo else ""
        return StoredOrders(**json.loads(told)) if told else StoredOrders(accepted, why="the set-up's process is gone")

    def stop(self) -> None:
        """Stop the sandbox; harmless when that is done."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream and not stream.closed:
                with suppress(OSError):  # it is gone, and did not take all that it was told
                    stream.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _spec(it: Prepared) -> LoadRunSpec:
    run = Run(it.where.run_id, it.folder)
    cleaning = LoadScrubbing(it.secrets, run)  # before this process prints anything about the target
    profile = it.work_order.profile
    return LoadRunSpec(it.where, profile, run, it.keep_as, it.baseline, cleaning, it.not_covered, it.stack_folder)
