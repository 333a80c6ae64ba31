"""`servio-verify stack`: local staging on this machine, which is a program of its own."""

import argparse
import signal
import subprocess
import sys

from servio_verify.environments.own.stack import MODULE

TAKES_MORE = True
"""Whatever stands on the command line is for that program."""

EXAMPLES = """\
commands: up, status, logs, roll-out, down (each has --help)

examples:
  servio-verify stack up                 PostgreSQL, Redis, two tasks and nginx; a second one changes nothing
  servio-verify stack status             how each part is, and the last lines of one that crashed
  servio-verify run -m smoke --env local-staging
  servio-verify stack roll-out a1b2c3d   another build, one task after the other
  servio-verify stack down               no process, port or folder is left

exit codes: 0 well; 1 something of it is not well, or the old build stayed; 4 a program is missing, or a mistake
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add what it takes: a command of that program with its options."""
    parser.usage = "%(prog)s COMMAND [OPTION ...]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Run that program with these arguments; return its exit code."""
    command = [sys.executable, "-m", MODULE, *options.arguments, *options.more]
    signal.signal(signal.SIGINT, lambda *_: None)  # it gets its own Ctrl-C, and clears away what it has begun
    with subprocess.Popen(command) as process:  # noqa: S603 - our own program
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
