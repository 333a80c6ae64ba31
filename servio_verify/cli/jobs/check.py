"""`servio-verify data check`: whether a real person's data, or broken rows, are left in a database."""

import argparse
import json
import os
from pathlib import Path

from servio_verify.data.check import telling
from servio_verify.data.check.canaries import file as canaries_file
from servio_verify.data.check.canaries.digests import VARIABLE, read_key
from servio_verify.data.check.canaries.flock import Flock
from servio_verify.data.check.job import Check, Settings
from servio_verify.data.check.model import Report
from servio_verify.data.check.opening import opened
from servio_verify.data.policy.file import DEFAULT, read_policy
from servio_verify.data.policy.model import Policy
from servio_verify.errors import InvalidError, ServioVerifyError, UsageError
from servio_verify.run import files
from servio_verify.run.progress import Progress, say

URL = "SERVIO_DATA_TO"
EXAMPLE = f"""\
It reads every table, column, comment, label, definition and statistic in one read-only transaction, and shows no value.
Each column ends as masked, kept (why), empty, found or not looked at; the last is never GO.

exit codes:
  0   GO: no personal data, rows fit together
  1   NO-GO: personal data found, or rows that refer to nothing
  4   a mistake in the arguments, the policy or the files
  10  INCONCLUSIVE: something could not be looked at, or only canaries could tell
  11  an error of our own

examples:
  servio-verify data check --url postgresql://servio@staging-db.example.com/servio
  servio-verify data check --canaries people.canaries --key-file canary.key --json check.json   # URL in {URL}
"""


class OwnError(InvalidError):
    """The check itself went wrong."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = EXAMPLE
    parser.add_argument("--url", default=os.environ.get(URL), help=f"the database; else {URL}")
    parser.add_argument("--policy", type=Path, metavar="FILE", help=f"default: {DEFAULT}, where it is there")
    parser.add_argument("--canaries", type=Path, metavar="FILE", help="digests of production's values")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=f"the key of the canaries; else {VARIABLE}")
    parser.add_argument("--seconds", type=float, metavar="N", help="all the time there is; the rest is not looked at")
    parser.add_argument("--sample", type=int, metavar="ROWS", help="of larger tables only so many rows: never GO")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it there")


def run(options: argparse.Namespace) -> int:
    """Check; return the exit code. Raises ServioVerifyError."""
    if not options.url:
        raise UsageError("name --url postgresql://… of the database that is checked")
    for name in ("seconds", "sample"):
        if (told := getattr(options, name)) is not None and not told > 0:
            raise UsageError(f"--{name} is {told:g}: it must be more than 0")
    policy, flock = _policy(options.policy), _flock(options)
    try:
        with Progress("data check") as progress, opened("--url", options.url, options.seconds) as session:
            report = Check(session, Settings(policy, flock, options.sample, progress.tell)).run()
    except (ServioVerifyError, OSError):
        raise
    except Exception as error:
        raise OwnError(f"the check itself went wrong ({type(error).__name__}); nothing is known of the data") from error
    return _told(report, options.json)


def _told(report: Report, path: Path | None) -> int:
    if path:
        files.write_atomically(path, json.dumps(telling.document(report), indent=1, ensure_ascii=False))
    say("\n".join(telling.lines(report)))
    return report.exit_code


def _policy(path: Path | None) -> Policy | None:
    if path is None and not DEFAULT.exists():
        return None
    return read_policy(path or DEFAULT)


def _flock(options: argparse.Namespace) -> Flock | None:
    if options.canaries is None:
        return None
    key = read_key(options.key_file, os.environ)
    return Flock(canaries_file.read(options.canaries, key), key)
