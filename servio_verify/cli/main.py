"""The command `servio-verify`."""

import sys

from servio_verify.cli import doctor, history, init, report, run, sweep, verdict
from servio_verify.cli.arguments import Parser
from servio_verify.errors import ServioVerifyError

COMMANDS = {
    "init": (init, "write a first environment file of a target"),
    "doctor": (doctor, "examine an environment before its first run: is all set, and what will be covered?"),
    "run": (run, "run the checks; the arguments are pytest's"),
    "sweep": (sweep, "delete what crashed runs left on the target"),
    "verdict": (verdict, "make one verdict of several runs, the strictest first"),
    "history": (history, "show the latest runs"),
    "report": (report, "build the Allure report of runs (needs Node.js)"),
}
"""Each command's module (`add` its arguments, `run` it) and its line of help."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 where something could not be done, 4 for a mistake in it.

    `run` and `verdict` return the exit code of the verdict (docs/DESIGN.md, The verdict).
    """
    whole = parser()
    options, more = whole.parse_known_args(arguments)
    if more and not options.takes_more:
        whole.error(f"unrecognized arguments: {' '.join(more)}")
    options.more = more
    try:
        code: int = options.run(options)
    except ServioVerifyError as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return ServioVerifyError.exit_code
    return code


def parser() -> Parser:
    """Return the parser of the command line."""
    whole = Parser(prog="servio-verify", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, line) in COMMANDS.items():
        command = commands.add_parser(name, help=line, description=line)
        module.add(command)
        command.set_defaults(run=module.run, takes_more=getattr(module, "TAKES_MORE", False))
    return whole
