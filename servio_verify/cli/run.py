"""`servio-verify run`: the checks, watched from outside, so that a process that dies is told from a verdict."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from servio_verify.run.identity import RUN_ID, Run, new_run_id
from servio_verify.workflow.post_mortem import examine

TAKES_MORE = True
"""Whatever else stands on the command line is for pytest."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add nothing: all arguments are pytest's."""
    parser.usage = "%(prog)s [pytest's arguments, like -m smoke --env staging]"


def run(options: argparse.Namespace) -> int:
    """Run pytest with these arguments; return its exit code, or 11 where its process died or left no verdict."""
    root = Path.cwd()
    run_id = new_run_id()
    this = Run(run_id, root / os.environ.get("SERVIO_RUNS", "runs") / run_id, "post-mortem")
    command = [sys.executable, "-m", "pytest", *options.more]
    # A handler of Python's is not inherited, an ignored signal would be: pytest gets its own Ctrl-C.
    signal.signal(signal.SIGINT, lambda *_: None)
    with subprocess.Popen(command, env=os.environ | {RUN_ID: run_id}) as process:  # noqa: S603 - our own program
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        exit_code = process.wait()
    return examine(exit_code, this, root, options.more)
