"""`servio-verify gate`: connect a verdict with the deploy that waits for it."""

import argparse

from servio_verify.cli.gate import ecs, github, serve
from servio_verify.errors import UsageError

TAKES_MORE = True
"""`gate ecs run` hands what stands behind -- to the run."""

EXAMPLE = """\
A deploy goes on after GO, and back after NO-GO. After INCONCLUSIVE, INVALID or a crash nothing is told: its own
time-out, or a person, decides.

exit codes: the verdict's (0 GO, 1 NO-GO, 10, 11) where the gate did its part, else nothing was told, and
20 no deployment waits                    24 the hook or the deployment is gone, or answered by somebody else
21 the verdict is of another deploy       25 too little time is left until the hook decides
22 the verdict is about too little        26 the platform cannot be asked, or refused
23 the image is another, or not known     27 it was told, and what became of it is not known
4 a mistake in the call or in a file. `gate ecs begin` ends with 0 where it wrote its file.

examples:
  servio-verify gate ecs run --env staging --expect-build $SHA --expect-digest $DIGEST -- -m smoke
  servio-verify gate ecs begin --env staging    and after the run
  servio-verify gate ecs answer --verdict verdict.json
  servio-verify gate github --deployment 42 --verdict verdict.json
  servio-verify gate serve --env staging
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the platforms."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    platforms = parser.add_subparsers(required=True, metavar="PLATFORM")
    for name, line, module in (
        ("ecs", "Amazon ECS: a deployment that waits at a pause lifecycle hook", ecs),
        ("github", "GitHub: the status of a deployment", github),
        ("serve", "answer Flagger and Argo Rollouts, which ask for the verdict", serve),
    ):
        module.add(platforms.add_parser(name, help=line, description=line))


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code. Raises GateError, UsageError."""
    if options.more and options.does is not ecs.run:
        raise UsageError(f"unrecognized arguments: {' '.join(options.more)}; --help shows what there is")
    try:
        code: int = options.does(options)
    except OSError as error:  # a file; 1 would be a NO-GO's code
        raise UsageError(str(error)) from None
    return code
