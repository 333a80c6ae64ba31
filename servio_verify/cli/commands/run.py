"""`servio-verify run`: the checks, watched from outside, so that a process that dies is told from a verdict."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from servio_verify import process
from servio_verify.errors import UsageError
from servio_verify.pytest_plugin import options
from servio_verify.run.identity import RUN_ID, Run, new_run_id
from servio_verify.workflow.post_mortem import examine

TAKES_MORE = True
"""Whatever else stands on the command line is for pytest."""


_OFTEN = (
    ("-m TIER", "smoke, infra, e2e or load"),
    ("-k EXPRESSION", "only checks whose name fits; the others are not covered"),
    ("-n N", "so many workers"),
    ("--headed", "show the browser"),
)
"""Options of pytest and its plugins that a run often has."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add nothing: all arguments are pytest's; the help shows ours, and the most used ones of others."""
    parser.usage = "%(prog)s [pytest's arguments, like -m smoke --env staging]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    shown = argparse.ArgumentParser(add_help=False, usage=argparse.SUPPRESS)
    group = shown.add_argument_group("options for pytest, which has more (pytest --help)")
    for option, text in _OFTEN:
        name, _, value = option.partition(" ")
        more: dict[str, Any] = {"metavar": value} if value else {"action": "store_true"}
        group.add_argument(name, help=text, **more)
    options.add(group.add_argument)
    parser.epilog = shown.format_help()


def run(arguments: argparse.Namespace) -> int:
    """Run the checks; return their exit code."""
    return verify(arguments.more, new_run_id())


def verify(arguments: list[str], run_id: str) -> int:
    """Run pytest with these arguments; return its exit code, or 11 where its process died or left no verdict."""
    root = Path.cwd()
    if not (root / "pytest.ini").is_file():
        raise UsageError(f"there is no pytest.ini in {root}: run this in the project's folder")
    this = Run(run_id, root / os.environ.get("SERVIO_RUNS", "runs") / run_id, "post-mortem")
    command = [sys.executable, "-m", "pytest", *arguments]
    relay = Relay()
    # A handler of Python's is not inherited, an ignored signal would be: pytest has its own handlers.
    process.heed(relay.take)
    with subprocess.Popen(command, env=os.environ | {RUN_ID: run_id}) as checks:  # noqa: S603 - our own program
        relay.follow(checks)
        exit_code = checks.wait()
    if -exit_code in relay.taken and not this.folder.exists():  # so early that pytest could not say so itself
        sys.stderr.write(f"\n{process.STOPPED}\n")
        return process.INTERRUPTED
    return examine(exit_code, this, root, arguments)


class Relay:
    """Hands on to pytest what tells this process to end; what the terminal has told it too, counts once there."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self._checks: subprocess.Popen[bytes] | None = None

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Hand a signal on, at once or as soon as there is somebody."""
        self.taken.append(number)
        if self._checks:
            self._checks.send_signal(number)

    def follow(self, checks: "subprocess.Popen[bytes]") -> None:
        """Hand on to this process from now on, and what came before it was there."""
        self._checks = checks
        for number in self.taken:
            checks.send_signal(number)
