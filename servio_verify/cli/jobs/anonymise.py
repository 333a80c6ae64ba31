"""`servio-verify data anonymise`: production's rows, changed as the policy says, in place of staging's."""

import argparse
import logging
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType

import psycopg

from servio_verify.data import refusal
from servio_verify.data.anonymise.connecting import address_of, opened
from servio_verify.data.anonymise.errors import UNCHANGED, told
from servio_verify.data.anonymise.job import Job
from servio_verify.data.anonymise.key import VARIABLE, read_key
from servio_verify.data.anonymise.reading.opening import open_source
from servio_verify.data.anonymise.refusal import NEVER
from servio_verify.data.policy.file import DEFAULT, read_policy
from servio_verify.errors import UsageError
from servio_verify.run.progress import Progress, say

FROM, TO = "SERVIO_DATA_FROM", "SERVIO_DATA_TO"
EXAMPLE = f"""\
The source is read in one read-only transaction, or is a dump (plain, plain.gz, custom or directory format). All that
is done to the target is one transaction: until its end staging's users wait, and if it fails, staging is as it was.
The target has the same schema, at the same migration. URLs may also stand in {FROM} and {TO}:
then no list of processes shows them.

exit codes:
  0    done (with --dry-run: it could be done)
  1    not done: a connection lost, a server restarted, a disk full, a value that does not fit; staging is as it was
  4    refused: a mistake in the policy or in the arguments, no key, schemas that differ, or the target is production
  130  Ctrl-C, 143 SIGTERM; staging is as it was

examples:
  servio-verify data anonymise --from postgresql://reader@db.example.com/servio \\
      --to postgresql://servio@staging-db.example.com/servio --key-file pseudonym.key
  servio-verify data anonymise --from production.dump --to postgresql://servio@localhost/staging --dry-run
"""


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM came: psycopg ends what the servers are at, as it does for Ctrl-C."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("--from", dest="source", metavar="URL|DUMP", default=os.environ.get(FROM), help="production")
    parser.add_argument("--to", metavar="URL", default=os.environ.get(TO), help="staging's database")
    parser.add_argument("--policy", type=Path, default=DEFAULT, metavar="FILE", help=f"default: {DEFAULT}")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=f"the key of the pseudonyms; else {VARIABLE}")
    parser.add_argument(
        "--keep-account", action="append", default=[], metavar="EMAIL", help="a test user, copied with its password"
    )
    parser.add_argument("--dry-run", action="store_true", help="look whether it can be done; write nothing")


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code. Raises ServioVerifyError."""
    if not options.source or not options.to:
        raise UsageError("name --from (production: a URL, or a dump) and --to (staging: a URL)")
    signal.signal(signal.SIGTERM, _terminate)
    logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what it says of a lost connection is said below
    try:
        return _anonymise(options)
    except _TerminatedError:
        print(f"servio-verify: stopped by SIGTERM; {UNCHANGED}", file=sys.stderr)
        return 143
    except KeyboardInterrupt:
        print(f"servio-verify: stopped; {UNCHANGED}", file=sys.stderr)
        return 130


def _terminate(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _TerminatedError


def _anonymise(options: argparse.Namespace) -> int:
    policy = read_policy(options.policy).keeping(options.keep_account)
    keyed = read_key(options.key_file, os.environ)
    to = address_of("--to", options.to)
    refusal.refuse_by_address(to, NEVER)
    refusal.refuse_by_files(to, Path.cwd(), os.environ, NEVER)
    with closing(opened(to)) as target, Progress("data") as progress:
        _refuse_production(target)
        with open_source(options.source, policy, target) as source:
            job = Job(source, target, policy, keyed, progress.tell)
            if options.dry_run:
                job.check(str(options.policy))
                seen = "source" if source.catalogue else "(the dump was not read)"
                say(f"nothing written: policy, {seen} and target fit")
                return 0
            done = job.run(str(options.policy))
    for table in done.remembered:
        remove = f"DELETE FROM pg_statistic WHERE starelid = '{table}'::regclass"  # noqa: S608 - it is shown
        print(f"{table} is empty now, and statistics of its old rows are left; a superuser: {remove}", file=sys.stderr)
    say(f"{sum(done.rows.values()):,} rows of {len(done.rows)} tables in {done.seconds:.0f} s, key {keyed.fingerprint}")
    return 0


def _refuse_production(target: psycopg.Connection) -> None:
    try:
        refusal.refuse_by_itself(target, "--to", NEVER)
    except psycopg.Error as error:
        raise told("target", error) from None
