"""`servio-verify sweep`: delete what crashed runs left on the target."""

import argparse
import os
from pathlib import Path

from servio_verify.cli.arguments import age
from servio_verify.data.sweep import SweepError, sweep
from servio_verify.environments import permissions
from servio_verify.environments.layers import names
from servio_verify.environments.layout import current
from servio_verify.environments.permissions import Action
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.settings import read_environment
from servio_verify.run.identity import Run, new_run_id
from servio_verify.target import guard
from servio_verify.traffic import transport


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    ages = "as 30m, 2h or 1d (default: 2h); what a run that crashed here left is deleted at any age"
    parser.add_argument("--env", default=names.default(), help="the environment to sweep")
    parser.add_argument("--older-than", type=age, default="2h", metavar="AGE", help=ages)
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")


def run(options: argparse.Namespace) -> int:
    """Sweep; return 1 where something could not be deleted.

    Raises RefusedError, SettingsError, SweepError, and what the guard raises.
    """
    root = Path.cwd()
    bypass_proxies_for_localhost(os.environ)
    environment = read_environment(options.env, root, os.environ)
    permissions.refuse(environment, Action.SWEEP)
    transport.admit_to(environment)
    current.follow(environment)
    guard.refuse_undeclared_production(environment)
    runs = root / os.environ.get("SERVIO_RUNS", "runs")
    own = Run(run_id := new_run_id(), runs / run_id)
    own.make_folder()
    swept = sweep(environment, runs, own, options.older_than, dry_run=options.dry_run)
    for name in swept.deleted:
        print(f"{'would delete' if options.dry_run else 'deleted'} {name}")
    for name in swept.failed:
        print(f"could not delete {name}")
    print(f"{len(swept.deleted)} {'to delete' if options.dry_run else 'deleted'}, {len(swept.failed)} left")
    return SweepError.exit_code if swept.failed else 0
