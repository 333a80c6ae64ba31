"""`servio-verify history`: the latest runs."""

import argparse
import sqlite3

from servio_verify.cli.arguments import count
from servio_verify.errors import ServioVerifyError
from servio_verify.results import history
from servio_verify.run.progress import say


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--env", help="of this environment only")
    parser.add_argument("--watch", action="store_true", help="the rounds of `servio-verify watch` instead")
    parser.add_argument("--last", type=count, default=20, metavar="N", help="how many (default: 20)")


def run(options: argparse.Namespace) -> int:
    """Show them. Raises ServioVerifyError where there is no history that can be read."""
    place = history.path(watched=options.watch)
    try:
        with history.opened(place) as kept:
            results = kept.latest(options.env, options.last)
    except sqlite3.Error as error:
        raise ServioVerifyError(f"{place}: {error}; give another file as SERVIO_HISTORY") from None
    say("\n".join([*history.table(results), f"{history.good(results)} of {len(results)} GO"]))
    return 0
