"""Command line of `python -m servio_sandbox.stack`."""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack.commands.down import down
from servio_sandbox.stack.commands.logs import logs
from servio_sandbox.stack.commands.roll_out import roll_out
from servio_sandbox.stack.commands.status import status
from servio_sandbox.stack.commands.up import up
from servio_sandbox.stack.commands.use import use
from servio_sandbox.stack.parts.task import BUILD, Start
from servio_sandbox.stack.place import Place, place_of, project_of
from servio_sandbox.stack.say import complain, reason_of, say

EXAMPLES = """\
examples:
  servio-verify stack up                 PostgreSQL, Redis, two tasks and nginx; a second one changes nothing
  servio-verify stack status             how each part is, and the last lines of one that crashed
  servio-verify stack logs task-1 --follow
  servio-verify stack roll-out a1b2c3d   another build, one task after the other
  servio-verify stack down               no process, port or folder is left

exit codes: 0 well; 1 something of it is not well, or the old build stayed; 4 a program is missing, or a mistake
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(4, f"{self.prog}: {message}; --help shows what there is\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of commands and options."""
    parser = _Parser(
        prog="servio-verify stack",
        description="Local staging: the staging document's stack on this machine, of real parts, without containers.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    start = commands.add_parser("up", help="start what is not up; with all up, change nothing")
    for command in (start, commands.add_parser("use")):  # for the suite, which is told all of it
        command.add_argument("--build", type=_build, metavar="ID", help="build that the tasks name")
        command.add_argument("--fault", type=_fault, action="append", default=[], metavar="NAME", help="their defect")
    roll = commands.add_parser("roll-out", help="replace the tasks by another build, one after the other")
    roll.add_argument("build", type=_build, metavar="BUILD", help="build that the new tasks name")
    roll.add_argument("--fault", type=_fault, action="append", default=[], metavar="NAME", help="their defect")
    roll.add_argument("--stuck", action="store_true", help="stop half way: both builds answer in turn")
    roll.add_argument(
        "--patience", type=_seconds, default=30.0, metavar="SECONDS", help="for a new task's /health (30)"
    )
    commands.add_parser("down", help="stop it: no process, port or folder is left")
    tell = commands.add_parser("status", help="tell how each part is; 0 only where all is well")
    tell.add_argument("--json", action="store_true", help="tell it as JSON")
    show = commands.add_parser("logs", help="show what the parts have said")
    show.add_argument("part", nargs="?", metavar="PART", help="one part only: balancer, postgresql, redis, task-1, …")
    show.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    return parser


def _build(text: str) -> str:
    """Check the id of a build: it stands in a header, and in lines that are read."""
    if not re.fullmatch(r"[\w.+:/@-]{1,128}", text, re.ASCII):
        raise argparse.ArgumentTypeError("a build is 1 to 128 letters, digits and .+:/@-_")
    return text


def _fault(text: str) -> str:
    """Check the name of a fault, rather than have each task refuse it."""
    from servio_sandbox.faults.registry import find_fault  # slow to import, and hardly ever asked for

    try:
        find_fault(text)
    except SandboxError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 0 to 3600")
    return seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = build_parser().parse_args(arguments)
    project = project_of(Path.cwd())
    try:
        return _run(options, place_of(project), project)
    except (SandboxError, OSError) as error:
        if options.command == "use":
            say(json.dumps({"error": reason_of(error)}))
        else:
            complain(f"servio-verify stack: {reason_of(error)}")
        return 4
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace, place: Place, project: Path) -> int:
    match options.command:
        case "up":
            return up(place, project, _start(options), as_asked=bool(options.build or options.fault))
        case "use":
            return use(place, project, _start(options))
        case "roll-out":
            return roll_out(place, _start(options), patience=options.patience, stuck=options.stuck)
        case "down":
            return down(place)
        case "logs":
            return logs(place, options.part, follow=options.follow)
        case _:
            return status(place, as_json=options.json)


def _start(options: argparse.Namespace) -> Start:
    return Start(options.build or BUILD, tuple(word for fault in options.fault for word in ("--fault", fault)))
