"""`servio-verify data clean`: orders older than some days, and what hangs on them, are deleted."""

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path

from servio_verify.cli.arguments import age
from servio_verify.data.clean.errors import WHOLE
from servio_verify.data.clean.session import session
from servio_verify.data.clean.work import Asked, Work
from servio_verify.data.refusal import VARIABLE
from servio_verify.environments import permissions
from servio_verify.environments.permissions import Action
from servio_verify.environments.settings import read_environment
from servio_verify.errors import ServioVerifyError, UsageError
from servio_verify.infra.address import Address, RefusedError, address_of, read_address
from servio_verify.infra.database.connection import PORT, SCHEMES
from servio_verify.infra.retention.record import CleanUp, write_record
from servio_verify.infra.source import UnreachableError
from servio_verify.run.progress import Progress, say

EXAMPLE = f"""\
What hangs on an order is what refers to it by a declared foreign key that is NOT NULL or ON DELETE CASCADE, at any
depth. A row whose key may be NULL stays and loses its reference; a table that orders refer to never goes.
Each batch is one transaction, oldest first: killed at any moment, nothing is half deleted. Orders of runs in progress
stay. With --env, the database is that of {VARIABLE} in .env.NAME, and no list of processes shows it.
What was done is kept in the state directory (SERVIO_STATE) for the next run, and in the file of --record.

exit codes:
  0    done (with --dry-run: counted)
  1    not done, or not all: the connection was lost, others hold a row; it says how many are left
  4    refused: production, a read-only server, a clock that is off, a mistake in the arguments
  10   another clean-up is at work there
  130  Ctrl-C

examples:
  servio-verify data clean --env staging --older-than 7d --dry-run
  servio-verify data clean --env staging --older-than 7d --record clean-up.json
"""


HOUR_MS = 3_600_000


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("--older-than", type=_old, required=True, metavar="AGE", help="as 7d or 36h")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--env", default=os.environ.get("SERVIO_ENV"), metavar="NAME", help="the environment to clean")
    where.add_argument("--url", metavar="URL", help="its database, instead")
    parser.add_argument("--table", metavar="NAME", help="default: orders")
    parser.add_argument("--time-column", metavar="NAME", help="when a row was made (default: created_at or the like)")
    zone = "where times without a zone were written, as Europe/London (default: UTC)"
    parser.add_argument("--timestamps-in", metavar="ZONE", help=zone)
    goes = "its rows go with their order though their key may be NULL, or orders refer to it (may be repeated)"
    parser.add_argument("--goes-with", action="append", default=[], metavar="TABLE", help=goes)
    parser.add_argument("--longest-lock", type=_milliseconds, default=100, metavar="MS", help="default: 100")
    parser.add_argument("--pause", type=_milliseconds, default=2, metavar="MS", help="between batches (default: 2)")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write what was done there too")
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")


def run(options: argparse.Namespace) -> int:
    """Clean; return the exit code. Raises ServioVerifyError."""
    address, ca_file = _address(options)
    asked = Asked(
        older_than=options.older_than,
        table=options.table,
        time_column=options.time_column,
        zone=options.timestamps_in,
        goes_with=tuple(options.goes_with),
        longest_lock_ms=max(1, options.longest_lock),
        pause=timedelta(milliseconds=options.pause),
    )
    root = Path.cwd()
    try:
        with session(address, ca_file) as connection, Progress("clean-up") as progress:
            work = Work(connection, address, asked, root, root / os.environ.get("SERVIO_RUNS", "runs"))
            for line in work.warnings():
                print(f"servio-verify: {line}", file=sys.stderr)
            if options.dry_run:
                say("\n".join(work.preview()))
                return 0
            cleaned = work.clean(progress.tell)
    except KeyboardInterrupt:
        print(f"servio-verify: stopped; {WHOLE}", file=sys.stderr)
        return 130
    write_record(cleaned, address, options.record)
    say("\n".join(_lines(cleaned)))
    return 0 if cleaned.complete else ServioVerifyError.exit_code


def _address(options: argparse.Namespace) -> tuple[Address, Path | None]:
    """Return the database's address, and the authorities of its environment. Raises UsageError."""
    if not (options.url or options.env):
        raise UsageError("whose orders? Name --env (its DATABASE_URL is taken) or --url")
    try:
        if options.url:
            return read_address("--url", options.url, PORT, SCHEMES), None
        environment = read_environment(options.env, Path.cwd(), os.environ, reads_only=True)
        permissions.refuse(environment, Action.CLEAN)
        return address_of(environment, VARIABLE, PORT, SCHEMES), environment.ca_file
    except (RefusedError, UnreachableError) as error:
        raise UsageError(str(error)) from None


def _lines(cleaned: CleanUp) -> list[str]:
    rows = ", ".join(f"{count:,} {name}" for name, count in cleaned.rows.items() if count) or "nothing"
    how = f"{cleaned.batches} batches, longest lock {cleaned.longest_lock_ms} ms, {cleaned.seconds:g} s"
    lines = [f"deleted {rows} ({how}); oldest left: {cleaned.oldest_left or 'none'}"]
    lines += [f"{count:,} rows lost their reference: {name}" for name, count in cleaned.unlinked.items()]
    return [*lines, *(f"{count:,} old {cleaned.table} stay: {why}" for why, count in cleaned.kept.items())]


def _old(text: str) -> timedelta:
    told = age(text)
    if told < timedelta(hours=1):
        raise argparse.ArgumentTypeError(f"{text!r} takes orders that are not old; an hour is the least")
    return told


def _milliseconds(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of milliseconds; write it like 100")
    if len(text) > 7 or int(text) > HOUR_MS:
        raise argparse.ArgumentTypeError(f"{text} ms is more than an hour")
    return int(text)
