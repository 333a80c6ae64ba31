"""`servio-verify data canaries`: keyed digests of production's values, by which a check knows its people exactly."""

import argparse
import os
from pathlib import Path

from servio_verify.data.check.canaries.digests import HOW, VARIABLE, read_key
from servio_verify.data.check.canaries.file import write
from servio_verify.data.check.canaries.making import CanariesError, make
from servio_verify.data.check.catalogue.reading import read_relations
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.opening import opened
from servio_verify.data.policy.file import DEFAULT, read_policy
from servio_verify.errors import UsageError
from servio_verify.run.progress import Progress, say

FROM = "SERVIO_DATA_FROM"
EXAMPLE = f"""\
It reads the columns that the policy replaces, on the side of production, and writes digests (HMAC-SHA256) only.
The key is one of its own, never that of the pseudonyms: `{HOW}`.
Who has both key and file can try out whether somebody is in production: keep them where the check runs, and apart.

exit codes: 0 written; 1 a column could not be read, nothing is written; 4 a mistake in policy, key or arguments

example:
  servio-verify data canaries --from postgresql://reader@db.example.com/servio \\
      --key-file canary.key --out people.canaries
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("--from", dest="source", metavar="URL", default=os.environ.get(FROM), help=f"else {FROM}")
    parser.add_argument("--policy", type=Path, default=DEFAULT, metavar="FILE", help=f"default: {DEFAULT}")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=f"the key of the canaries; else {VARIABLE}")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the digests are written")


def run(options: argparse.Namespace) -> int:
    """Make them; return the exit code. Raises ServioVerifyError."""
    if not options.source:
        raise UsageError("name --from postgresql://… of production's database")
    policy, key = read_policy(options.policy), read_key(options.key_file, os.environ)
    with Progress("canaries") as progress, opened("--from", options.source) as session:
        try:
            relations = read_relations(session)
        except NotLookedError as error:
            raise CanariesError(f"the catalogue cannot be read: {error}") from None
        made = make(session, policy, key, relations, progress.tell)
    if not made.count:
        raise CanariesError("no value of a personal column gave a canary: is it production, and the policy its own?")
    write(made, options.out)
    say(f"{options.out}: {made.count:,} digests of {len(made.columns)} columns, key {key.fingerprint}")
    return 0
