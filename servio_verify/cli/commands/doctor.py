"""`servio-verify doctor`: can this environment be verified, and what must be set before?"""

import argparse
from pathlib import Path

from servio_verify.doctor.examination import examine
from servio_verify.doctor.finding import exit_code
from servio_verify.doctor.screen import Screen
from servio_verify.environments.layers import names
from servio_verify.run.progress import Progress, say

EXAMPLE = """\
exit codes: 0 ready to verify; 4 correct the settings or this machine; 10 the target, or something before it,
keeps us from Servio; 1 Servio breaks a promise. Nothing is written to the target but one sign-in, and that
only where writes is true.

example: servio-verify doctor --env staging
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("--env", default=names.default(), help="the environment to examine")


def run(options: argparse.Namespace) -> int:
    """Examine it and show what was found; return the exit code."""
    with Progress(f"examining {options.env}") as progress:
        groups = examine(options.env, Path.cwd(), progress.tell)
    say("\n".join(Screen().lines(options.env, groups)))
    return exit_code(groups)
