"""Locust's first events: options, and what this process is. `install` is what makes a locustfile ours."""

import os
import sys
import traceback
from contextlib import suppress
from types import TracebackType
from typing import Any, NoReturn

from locust import events, runners
from locust.exception import RPCError

from servio_verify.errors import InconclusiveError, InvalidError, ServioVerifyError, UsageError
from servio_verify.load.driver.master import LoadMaster
from servio_verify.load.driver.process_state import install_hooks
from servio_verify.load.driver.signals import end_forks
from servio_verify.load.driver.worker import Worker
from servio_verify.load.lifecycle import options
from servio_verify.load.measure.recorder import RequestRecorder


def install() -> None:
    """Join this process to Locust's events, and change what `process_state` lists. Call it once, in the locustfile."""
    process = LoadProcess()
    # Until there is a run to end gently.
    install_hooks(lambda: _end(InconclusiveError("told to stop before the first request")), process.on_uncaught)
    hooks: Any = events
    hooks.init_command_line_parser.add_listener(process.on_parser)
    hooks.init.add_listener(process.on_init)


class LoadProcess:
    """One process of a load run: a worker, the master of workers, or both in one."""

    def __init__(self) -> None:
        self._recorder = RequestRecorder()
        self._master: LoadMaster | None = None

    def on_parser(self, parser: Any) -> None:
        """Add our options to Locust's."""
        options.add(parser)

    def on_init(self, environment: Any, runner: Any, **_: Any) -> None:
        """Prepare this process: a worker waits for its master's work order, everyone else makes one."""
        if isinstance(runner, runners.WorkerRunner):
            Worker(environment, self._recorder)
            return
        try:
            self._master = LoadMaster(environment, self._recorder)
        except ServioVerifyError as error:
            _end(error)
        except SystemExit:  # the set-up has said why
            end_forks()
            raise

    def on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """End with a verdict's exit code where nobody caught an error."""
        code = _exit_code(kind, error, trace)
        with suppress(OSError):
            if self._master:
                self._master.on_quitting()
            else:
                end_forks()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _exit_code(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> int:
    """Say what happened, in one line where it is no fault of ours, and return the exit code for it."""
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
    return ours.exit_code


def _end(error: ServioVerifyError) -> NoReturn:
    end_forks()
    sys.stderr.write(f"{error.line}\n")
    sys.exit(error.exit_code)
