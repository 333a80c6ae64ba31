"""`servio-verify data propose`: a first policy from a schema, or what a policy lacks."""

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

import psycopg

from servio_verify.data.anonymise.connecting import address_of, opened
from servio_verify.data.policy.catalogue import Catalogue, read_catalogue
from servio_verify.data.policy.file import DEFAULT, read_policy
from servio_verify.data.policy.proposing import Samples, first_policy, missing
from servio_verify.data.policy.samples import read_samples
from servio_verify.errors import ServioVerifyError, UsageError
from servio_verify.run.progress import say

FROM = "SERVIO_DATA_FROM"
EXAMPLE = f"""\
It reads the schema and up to 1000 rows of each table in a read-only transaction. Of the rows only counts are told.
Where that policy is there already, only what it lacks is printed, and what it has and is gone; it is never written
over. The data/policy.toml of this project is that of its stand-in: for a Servio of your own, name another file.

exit codes: 0 proposed, or nothing is lacking; 1 the database could not be read; 4 a mistake in policy or arguments

examples:
  servio-verify data propose --url postgresql://reader@db.example.com/servio --out {DEFAULT}
  servio-verify data propose --url postgresql://reader@db.example.com/servio   # after a migration
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("--url", default=os.environ.get(FROM), help=f"the database; else {FROM}")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a first policy there")
    parser.add_argument(
        "--policy", type=Path, default=DEFAULT, metavar="FILE", help=f"what is there; default: {DEFAULT}"
    )


def run(options: argparse.Namespace) -> int:
    """Propose; return the exit code. Raises ServioVerifyError."""
    if not options.url:
        raise UsageError("name --url postgresql://… of the database whose data go to staging")
    there = options.out or options.policy
    policy = read_policy(there) if there.exists() else None
    catalogue, samples = _read(options.url)
    if policy:
        lines = list(missing(policy, catalogue, samples))
        if options.out and lines:
            print(f"{there} is there and stays as it is; it lacks what follows", file=sys.stderr)
        say("\n".join(lines).strip() or f"{there}: nothing is lacking")
        return 0
    text = "\n".join(first_policy(catalogue, samples))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(f"{text}\n", encoding="utf-8")
        say(f"{options.out}: {len(catalogue.tables)} tables; somebody who knows the data reads every line")
    else:
        say(text)
    return 0


def _read(url: str) -> tuple[Catalogue, Samples]:
    address = address_of("--url", url)
    with closing(opened(address)) as connection:
        try:
            connection.execute("SET default_transaction_read_only = on; SET statement_timeout = '60s'")
            catalogue = read_catalogue(connection)
            return catalogue, {table.name: read_samples(connection, table) for table in catalogue.tables.values()}
        except psycopg.Error as error:
            raise ServioVerifyError(f"--url: {address.without_secrets(str(error))}") from None
