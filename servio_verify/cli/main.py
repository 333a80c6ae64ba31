"""The command `servio-verify`."""

import sys
from importlib import import_module

from servio_verify import process
from servio_verify.cli.arguments import Parser
from servio_verify.errors import ServioVerifyError, UsageError

COMMANDS = {
    "init": "write a first environment file of a target",
    "doctor": "examine an environment before its first run: is all set, and what will be covered?",
    "run": "run the checks; the arguments are pytest's",
    "stack": "start, look at and stop local staging: the staging document's stack on this machine",
    "env": "look for mistakes in an environment's configuration, without running anything",
    "sweep": "delete what crashed runs left on the target",
    "verdict": "make one verdict of several runs, the strictest first",
    "gate": "connect the verdict with the deploy that waits for it: Amazon ECS, GitHub, Flagger, Argo Rollouts",
    "mirror": "hold the facts of one environment against another's",
    "data": "make, check and clean up staging's data",
    "docs": "write the document of an environment, or say whether it is stale",
    "prove": "show what the suite catches on an environment: faults are put before it, one after the other",
    "watch": "run the reading checks of smoke again and again, and tell when the verdict changes",
    "history": "show the latest runs",
    "report": "build the Allure report of runs (needs Node.js)",
}
"""Each command's line of help. Its module in `commands` (`add` its arguments, `run` it) is imported when needed."""

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 where something could not be done, 4 for a mistake, 130 after Ctrl-C.

    `run` and `verdict` return the exit code of the verdict (docs/DESIGN.md, The verdict).
    """
    process.keep_streams()
    try:
        return _done(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        print("servio-verify: ended by Ctrl-C", file=sys.stderr)
        return INTERRUPTED


def _done(given: list[str]) -> int:
    try:
        whole = parser(next(iter(given), ""))
    except ModuleNotFoundError as error:  # another Python than ours: 1 would be a NO-GO's code
        advice = "run `make browser`, then .venv/bin/servio-verify"
        print(f"servio-verify: {sys.executable} has no {error.name}: {advice}", file=sys.stderr)
        return UsageError.exit_code
    options, more = whole.parse_known_args(given)
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


def parser(wanted: str) -> Parser:
    """Return the parser of the command line; of the commands it knows all, and the arguments of the wanted one."""
    whole = Parser(prog="servio-verify", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, line in COMMANDS.items():
        command = commands.add_parser(name, help=line, description=line)
        if name == wanted:
            module = import_module(f"servio_verify.cli.commands.{name}")
            module.add(command)
            command.set_defaults(run=module.run, takes_more=getattr(module, "TAKES_MORE", False))
    return whole
