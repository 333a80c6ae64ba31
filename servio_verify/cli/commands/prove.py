"""`servio-verify prove`: what this suite catches on an environment, by putting faults before it."""

import argparse
import json
from pathlib import Path

from servio_verify.cli.arguments import at_a_time
from servio_verify.environments.layers import names
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.proof.command import lines
from servio_verify.proof.command.selection import Selection
from servio_verify.proof.command.start import Order, Proof
from servio_verify.proof.fault import Fault, catalogue
from servio_verify.run.polling import seconds
from servio_verify.run.progress import say

EXAMPLE = """\
A proxy stands between the suite and the target, which is not changed. Without a fault the suite must be GO; then it
runs under each fault of the catalogue, and again without it. A fault counts only where an answer that the run received
was changed, and what was red only where it is green again.

By default the checks that promise to catch a fault run first, and the whole tier only where they stay green: fast, and
enough to see that promises are kept. With --whole the whole tier runs under every fault, as after a deploy: slower and
the truer, because only then the verdict, its first line and what else turns red are those that you would see.

exit codes: 0 all as promised; 1 a fault is not caught, a harmless difference is not green, or another mismatch;
10 it cannot be told (the target is down or in use, is not GO without a fault, turned ill, has another build than at the
start, or nothing that was asked for can be tried on it); 4 a mistake; 130 after Ctrl-C.

examples:
  servio-verify prove --env staging                    all faults of smoke and e2e; goes on where it was interrupted
  servio-verify prove --env staging --tier smoke       the minutes after a deploy alone
  servio-verify prove --env local --kind headers --whole
  servio-verify prove --env staging --fault web-without-nosniff
  servio-verify prove --list                           the catalogue
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    argument = parser.add_argument
    default = names.default()
    argument("--env", default=default, help="the environment to prove (default: $SERVIO_ENV, else local)")
    argument("--fault", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="only of this kind, as cookies or harmless (repeatable)",
    )
    argument(
        "--tier",
        action="append",
        default=[],
        choices=[str(Tier.SMOKE), str(Tier.E2E), str(Tier.LOAD)],
        help="only faults that this tier promises to catch (repeatable; default: smoke and e2e)",
    )
    argument("--whole", action="store_true", help="run the whole tier under every fault, not the promised checks first")
    argument("--rounds", action="store_true", help="let faults share a run where the matrix of before shows it is safe")
    argument("-n", dest="workers", type=at_a_time, default=2, metavar="N", help="so many faults at a time (default: 2)")
    argument("--pause", type=seconds, default=0.0, metavar="S", help="seconds before each run, to spare a staging")
    argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="go on where an interrupted proof of the same suite, environment and catalogue stopped (default)",
    )
    argument("--output", type=Path, metavar="FOLDER", help="where it goes (default: runs/prove/NAME)")
    argument("--json", action="store_true", help="print the matrix (or with --list the catalogue) as JSON")
    argument("--list", action="store_true", help="show the catalogue, and prove nothing")


def run(options: argparse.Namespace) -> int:
    """Prove; return the exit code. Raises UsageError, and what the start of a target raises."""
    selection = Selection(tuple(options.fault), tuple(options.kind), tuple(map(Tier, options.tier)))
    if options.list:
        return _show(selection.of(catalogue()) if not selection.is_whole else list(catalogue().values()), options.json)
    root = Path.cwd()
    if not (root / "pytest.ini").is_file():
        raise UsageError(f"there is no pytest.ini in {root}: run this in the project's folder")
    order = Order(
        options.env,
        selection,
        options.workers,
        options.whole,
        options.rounds,
        options.resume,
        options.json,
        options.pause,
        options.output.resolve() if options.output else None,
    )
    return Proof(order, root).go()


def _show(faults: list[Fault], as_json: bool) -> int:
    if not as_json:
        say("\n".join(lines.table(faults)))
        return 0
    keys = ("name", "kind", "title", "suffers", "source", "tier", "expected", "checks", "verdict", "reason")
    listed = [{key: getattr(fault, key) for key in keys} for fault in faults]
    say(json.dumps(listed, indent=2, ensure_ascii=False))
    return 0
