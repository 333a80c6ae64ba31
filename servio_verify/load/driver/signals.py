"""The ends of a load run that come from outside: signals, workers that do not come, a parent that is gone."""

import atexit
import os
import signal
import sys
from contextlib import suppress
from typing import Any

import gevent
import psutil
from locust import runners

from servio_verify.load.lifecycle.load_run import LoadRun
from servio_verify.load.lifecycle.setup_process import SetupProcess
from servio_verify.results.verdict import Verdict

LOOK_SECONDS = 1.0


def end_forks() -> None:
    """End the workers that Locust forked from this process (`--processes`), where no run has begun.

    Locust leaves them: they look for a master for minutes, hold whoever reads this process's output, and would join the
    next run's.
    """
    this = psutil.Process()
    for child in this.children():
        with suppress(psutil.Error):
            if child.cmdline() == this.cmdline():
                child.kill()


def follow_parent(parent: int) -> None:
    """End this worker when the process that forked it has ended without a word: nobody judges its load any more."""
    while os.getppid() == parent:
        gevent.sleep(LOOK_SECONDS)
    os._exit(Verdict.INVALID.exit_code)


class StopSignals:
    """Ctrl-C and SIGTERM (which Locust itself does not catch while a shape lasts), and workers that do not come."""

    def __init__(self, run: LoadRun, runner: Any, setup: SetupProcess) -> None:
        self._run = run
        self._runner = runner
        self._setup = setup
        self._main = gevent.getcurrent()
        self._asked = False

    def listen(self) -> None:
        """Begin to act on them."""
        for caught in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(caught, self._on_signal)
        self._runner.environment.events.quit.add_listener(self._on_quit)
        atexit.register(self._on_exit)

    def _on_quit(self, **_: Any) -> None:
        """The verdict is out: a stop that comes while Python ends may not change the exit code."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def _on_signal(self) -> None:
        """End gently; a second time, at once."""
        if not self._run.begun:
            gevent.kill(self._main, SystemExit(Verdict.INCONCLUSIVE.exit_code))
        elif self._asked:
            self._runner.quit()
        else:
            self._asked = True
            if not self._run.schedule.over:
                sys.stderr.write("\nstopping: requests in flight may finish; once more to stop at once\n")
            self._run.stop_by_hand()

    def _on_exit(self) -> None:
        """Locust ends with 1, our NO-GO, where its workers do not come: that is INCONCLUSIVE."""
        if self._run.begun:
            return
        end_forks()
        self._setup.clean_up()
        self._setup.stop()
        self._setup.spec.cleaning.end()
        why = ": workers did not come" if isinstance(self._runner, runners.MasterRunner) else ""
        sys.stderr.write(f"{Verdict.INCONCLUSIVE}: ended before the first user{why}\n")
        sys.stderr.flush()
        os._exit(Verdict.INCONCLUSIVE.exit_code)
