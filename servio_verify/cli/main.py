"""`servio-verify`: what can be done besides running the checks."""

import sqlite3
import sys

import httpx

from servio_verify.cli import history, report, sweep, verdict
from servio_verify.cli.arguments import Parser
from servio_verify.cli.errors import FAILED, USAGE_ERROR
from servio_verify.environments.permissions import RefusedError
from servio_verify.environments.settings import SettingsError
from servio_verify.reporting.allure.build import ReportError
from servio_verify.results import history as kept
from servio_verify.results.merge import MergeError

COMMANDS = {
    "sweep": (sweep, "delete what crashed runs left on the target"),
    "verdict": (verdict, "make one verdict of several runs, the strictest first"),
    "history": (history, "show the latest runs"),
    "report": (report, "build the Allure report of runs (needs Node.js)"),
}
"""Each command's module (`add` its arguments, `run` it) and its line of help."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 where something could not be done, 4 for a mistake in it.

    `verdict` returns the exit code of the verdict (docs/DESIGN.md, The verdict).
    """
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (SettingsError, RefusedError, MergeError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    except sqlite3.Error as error:
        print(f"servio-verify: {kept.path()}: {error}; give another file as SERVIO_HISTORY", file=sys.stderr)
        return FAILED
    except (ReportError, httpx.HTTPError, AssertionError, OSError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return FAILED
    return code


def parser() -> Parser:
    """Return the parser of the command line."""
    whole = Parser(prog="servio-verify", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, line) in COMMANDS.items():
        command = commands.add_parser(name, help=line, description=line)
        module.add(command)
        command.set_defaults(run=module.run)
    return whole
