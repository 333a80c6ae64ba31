"""`servio-verify`: what can be done besides running the checks."""

import argparse
import os
import re
import sys
from datetime import timedelta
from pathlib import Path

import httpx

from servio_verify.guard import RefusedError
from servio_verify.run import Run, new_run_id
from servio_verify.settings import SettingsError, load
from servio_verify.sweep import sweep

USAGE_ERROR = 4
FAILED = 1
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 where something could not be done, 4 for a mistake in it."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return _sweep(options)
    except (SettingsError, RefusedError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    except (httpx.HTTPError, AssertionError, OSError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="servio-verify", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    sweeping = commands.add_parser("sweep", help="delete what crashed runs left on the target")
    sweeping.add_argument("--env", default=os.environ.get("SERVIO_ENV") or "local", help="the environment to sweep")
    ages = "as 30m, 2h or 1d (default: 2h); what a run that crashed here left is deleted at any age"
    sweeping.add_argument("--older-than", type=_age, default="2h", metavar="AGE", help=ages)
    sweeping.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")
    return parser


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write it as 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _sweep(options: argparse.Namespace) -> int:
    root = Path.cwd()
    environment = load(options.env, root, os.environ)
    if not environment.writes:
        raise RefusedError(f"environment {environment.name!r} is read-only: nothing is deleted there")
    if environment.starts_sandbox:
        raise RefusedError("a run's own sandbox is gone with it; give SERVIO_WEB_URL and SERVIO_API_URL of another")
    runs = root / os.environ.get("SERVIO_RUNS", "runs")
    run = Run(run_id := new_run_id(), runs / run_id)
    run.folder.mkdir(parents=True)
    swept = sweep(environment, runs, run, options.older_than, dry_run=options.dry_run)
    for name in swept.deleted:
        print(f"{'would delete' if options.dry_run else 'deleted'} {name}")
    for name in swept.failed:
        print(f"could not delete {name}")
    print(f"{len(swept.deleted)} {'to delete' if options.dry_run else 'deleted'}, {len(swept.failed)} left")
    return FAILED if swept.failed else 0


if __name__ == "__main__":
    sys.exit(main())
