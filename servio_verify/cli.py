"""`servio-verify`: what can be done besides running the checks."""

import argparse
import os
import re
import sqlite3
import sys
import webbrowser
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import httpx

from servio_verify.data.sweep import sweep
from servio_verify.environments import proxies
from servio_verify.environments.permissions import RefusedError
from servio_verify.environments.settings import SettingsError, load
from servio_verify.reporting import publish, summary_page, terminal, text
from servio_verify.reporting.allure import build as allure_report
from servio_verify.results import history
from servio_verify.results.merge import MergeError, merge
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.progress import say

USAGE_ERROR = 4
FAILED = 1
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 where something could not be done, 4 for a mistake in it.

    `verdict` returns the exit code of the verdict (DESIGN.md, The verdict).
    """
    options = parser().parse_args(arguments)
    try:
        code: int = options.do(options)
    except (SettingsError, RefusedError, MergeError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    except sqlite3.Error as error:
        print(f"servio-verify: {history.path()}: {error}; give another file as SERVIO_HISTORY", file=sys.stderr)
        return FAILED
    except (allure_report.ReportError, httpx.HTTPError, AssertionError, OSError) as error:
        print(f"servio-verify: {error}", file=sys.stderr)
        return FAILED
    return code


class Parser(argparse.ArgumentParser):
    """Tells a mistake in one line, with the exit code that all our mistakes have."""

    def error(self, message: str) -> NoReturn:
        """End with that line."""
        self.exit(USAGE_ERROR, f"{self.prog}: {message}; --help shows what there is\n")


def parser() -> Parser:
    """Return what understands the command line."""
    told = Parser(prog="servio-verify", description=__doc__)
    commands = told.add_subparsers(required=True, metavar="COMMAND")
    sweeping = commands.add_parser("sweep", help="delete what crashed runs left on the target")
    sweeping.add_argument("--env", default=os.environ.get("SERVIO_ENV") or "local", help="the environment to sweep")
    ages = "as 30m, 2h or 1d (default: 2h); what a run that crashed here left is deleted at any age"
    sweeping.add_argument("--older-than", type=_age, default="2h", metavar="AGE", help=ages)
    sweeping.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")
    sweeping.set_defaults(do=_sweep)
    judging = commands.add_parser("verdict", help="make one verdict of several runs, the strictest first")
    judging.add_argument("files", nargs="+", type=Path, metavar="FILE", help="verdict.json of a run, or load.json")
    judging.add_argument("--output", type=Path, metavar="FILE", help="write the merged verdict.json there")
    judging.add_argument("--runs", type=_count, default=0, metavar="N", help="how many there must be; fewer is no GO")
    judging.set_defaults(do=_verdict)
    looking_back = commands.add_parser("history", help="show the latest runs")
    looking_back.add_argument("--env", help="of this environment only")
    looking_back.add_argument("--last", type=_count, default=20, metavar="N", help="how many (default: 20)")
    looking_back.set_defaults(do=_history)
    reporting = commands.add_parser("report", help="build the Allure report of runs (needs Node.js)")
    reporting.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="run folders (default: the newest)")
    reporting.add_argument("--output", type=Path, metavar="DIR", help="where to (default: report/ in the run's folder)")
    reporting.add_argument("--open", action="store_true", help="open it in a browser")
    reporting.set_defaults(do=_report)
    return told


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write it as 30m, 2h or 1d")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than there is time") from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs")
    return int(text)


def _sweep(options: argparse.Namespace) -> int:
    root = Path.cwd()
    proxies.spare_this_machine(os.environ)
    environment = load(options.env, root, os.environ)
    if not environment.writes:
        raise RefusedError(f"environment {environment.name!r} is read-only: nothing is deleted there")
    if environment.starts_sandbox:
        raise RefusedError("a run's own sandbox is gone with it; give SERVIO_WEB_URL and SERVIO_API_URL of another")
    runs = root / os.environ.get("SERVIO_RUNS", "runs")
    run = Run(run_id := new_run_id(), runs / run_id)
    run.make_folder()
    swept = sweep(environment, runs, run, options.older_than, dry_run=options.dry_run)
    for name in swept.deleted:
        print(f"{'would delete' if options.dry_run else 'deleted'} {name}")
    for name in swept.failed:
        print(f"could not delete {name}")
    print(f"{len(swept.deleted)} {'to delete' if options.dry_run else 'deleted'}, {len(swept.failed)} left")
    return FAILED if swept.failed else 0


def _verdict(options: argparse.Namespace) -> int:
    result = merge(options.files, options.runs)
    if options.output:
        try:
            options.output.parent.mkdir(parents=True, exist_ok=True)
            result.write(options.output)
            summary_page.write(result, options.output.with_name(summary_page.FILE))
        except OSError as error:  # it cannot change the verdict
            print(f"{options.output} or its summary page could not be written: {error}", file=sys.stderr)
    say("\n".join([text.title(result), *terminal.lines(result)]))
    for line in publish.announce(result, os.environ, os.environ.get(publish.WEBHOOK)):
        print(line, file=sys.stderr)
    return result.exit_code


def _history(options: argparse.Namespace) -> int:
    with history.opened(history.path()) as kept:
        results = kept.latest(options.env, options.last)
    say("\n".join([*history.table(results), f"{history.good(results)} of {len(results)} GO"]))
    return 0


def _report(options: argparse.Namespace) -> int:
    runs = options.runs or [allure_report.newest(Path(os.environ.get("SERVIO_RUNS", "runs")))]
    built = allure_report.build(runs, options.output or runs[0] / "report")
    if options.open:
        webbrowser.open(built.absolute().as_uri())
    print(built)
    return 0


if __name__ == "__main__":
    sys.exit(main())
