"""Joins the load run to Locust's events. Importing this module is what makes a locustfile ours."""

import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import gevent  # type: ignore[import-untyped]
from locust import events, runners
from locust.exception import RPCError

from servio_verify.errors import InconclusiveError, InvalidError, ServioVerifyError, UsageError
from servio_verify.load.driver import user
from servio_verify.load.driver.master import PHASE, STOPPING, Drive
from servio_verify.load.driver.process_metrics import Vitals
from servio_verify.load.lifecycle import options
from servio_verify.load.measure.recorder import Meter
from servio_verify.load.plan.work_order import Plan

ROOT = Path.cwd()
"""Locust reads its own settings from the working directory too: the repository's folder."""

METER = Meter()
DRIVES: list[Drive] = []
MASTER_SECONDS = 75.0
"""After Ctrl-C or SIGTERM a worker that still hears nothing from its master ends by itself."""

runners.WORKER_REPORT_INTERVAL = 1.0  # a second of ours is a report of theirs


def _end(error: ServioVerifyError) -> NoReturn:
    sys.stderr.write(f"{error.line}\n")
    sys.exit(error.exit_code)


# Until there is a run to end gently; the first process of a container would ignore it.
signal.signal(signal.SIGTERM, lambda *_: _end(InconclusiveError("told to stop before the first request")))


def _on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python ends with 1 where nobody caught an error, and that is our NO-GO."""
    ours: ServioVerifyError
    if issubclass(kind, KeyboardInterrupt):
        ours = InconclusiveError("stopped by hand before the first request")
    elif issubclass(kind, RPCError):
        ours = UsageError(f"locust: error: {error}; a port that is taken: choose another --master-bind-port")
    else:
        if not issubclass(kind, OSError):
            traceback.print_exception(kind, error, trace)
        ours = InvalidError(f"an error of our own: {error}")
    sys.stderr.write(f"{ours.line}\n")
    with suppress(OSError):
        for drive in DRIVES:
            drive.on_quitting()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(ours.exit_code)


sys.excepthook = _on_uncaught


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator] # Locust's
def on_parser(parser: Any) -> None:
    """Add our options to Locust's."""
    options.add(parser, ROOT)


@events.init.add_listener  # type: ignore[untyped-decorator] # Locust's
def on_init(environment: Any, runner: Any, **_: Any) -> None:
    """Prepare this process: a worker waits for its master's plan, everyone else makes one."""
    if isinstance(runner, runners.WorkerRunner):
        Worker(environment, runner)
        return
    try:
        DRIVES.append(Drive(environment, METER, ROOT))
    except ServioVerifyError as error:
        _end(error)


class Worker:
    """A process that only makes load; what it measures goes to the master."""

    def __init__(self, environment: Any, runner: Any) -> None:
        self._environment = environment
        self._runner = runner
        self._vitals = Vitals(runner.client_id, METER)
        self._beat: Any = None
        self._stopping = False
        environment.events.quitting.add_listener(self.on_quitting)
        environment.events.test_start.add_listener(self.on_start)
        environment.events.report_to_master.add_listener(self.on_report)
        runner.register_message(PHASE, self.on_phase)
        if environment.parsed_options.processes:
            # Ctrl-C reaches the master too: it stops its workers gently, after their last report.
            gevent.signal_handler(signal.SIGINT, self._on_interrupt)

    @property
    def _is_busy(self) -> bool:
        return self._runner.state in (runners.STATE_SPAWNING, runners.STATE_RUNNING)

    def _on_interrupt(self) -> None:
        gevent.spawn_later(MASTER_SECONDS if self._is_busy else 0, self._runner.quit)

    def on_quitting(self, **_: Any) -> None:
        """Let the master end the whole run gently, where this worker alone was told to stop; a second time, at once."""
        if self._is_busy and not self._stopping:
            self._stopping = True
            self._runner.send_message(STOPPING)
            self._runner.greenlet.join(MASTER_SECONDS)

    def on_start(self, **_: Any) -> None:
        """Follow the plan that came with the first order to start users."""
        user.prepare(Plan.from_wire(self._environment.parsed_options.servio_plan), METER)
        if self._beat is None:
            self._beat = gevent.spawn(self._vitals.beat)

    def on_report(self, data: dict[str, Any], **_: Any) -> None:
        """Add what was measured to Locust's own report."""
        data["servio"] = self._vitals.report().to_wire()

    def on_phase(self, msg: Any, **_: Any) -> None:
        """Count what is sent from now on under another stage."""
        METER.enter(**msg.data)
