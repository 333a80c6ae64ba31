"""Options and steps that every platform of `servio-verify gate` has."""

import argparse
from pathlib import Path

from servio_verify.deployment.decision import decide
from servio_verify.deployment.gate import Gate
from servio_verify.environments.layers import names
from servio_verify.environments.tier import Tier
from servio_verify.results.merge import read
from servio_verify.run.progress import say

DEFAULT_TIERS = (Tier.SMOKE,)


def with_examples(parser: argparse.ArgumentParser, *commands: str) -> None:
    """Show these commands below the arguments, and where the exit codes stand."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    examples = "\n".join(f"  servio-verify gate {command}" for command in commands)
    parser.epilog = f"examples (exit codes: servio-verify gate --help, docs/gate.md):\n{examples}"


def add_environment(parser: argparse.ArgumentParser) -> None:
    """Add the environment."""
    default, meant = names.default(), "the environment that was deployed to"
    parser.add_argument("--env", default=default, help=f"{meant} (default: $SERVIO_ENV, else local)")


def add_promise(parser: argparse.ArgumentParser) -> None:
    """Add what a GO has to be about."""
    tiers = "a GO must be of this tier (repeatable; default: smoke)"
    parser.add_argument("--tier", action="append", choices=list(Tier), dest="tiers", help=tiers)
    partial = "also take a GO that left checks of its tiers aside (-k, --deselect)"
    parser.add_argument("--accept-partial", action="store_true", help=partial)


def add_verdict(parser: argparse.ArgumentParser) -> None:
    """Add the verdict, and the rehearsal."""
    parser.add_argument(
        "--verdict", type=Path, required=True, metavar="FILE", help="the run's runs/ID/verdict.json, or a merged one"
    )
    parser.add_argument("--dry-run", action="store_true", help="ask only, and say what would be told")


def tiers_of(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the tiers that a GO has to be of."""
    return tuple(options.tiers or DEFAULT_TIERS)


def settle(gate: Gate[str], verdict: Path) -> int:
    """Tell the platform what the verdict means, and say so; return the verdict's exit code: 0 after a GO alone.

    Raises MergeError for a file that holds no verdict, GateError where the gate could not do its part.
    """
    result = read(verdict)
    say(gate.answer(decide(result, gate.look())))
    return result.verdict.exit_code
