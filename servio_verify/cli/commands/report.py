"""`servio-verify report`: the Allure report of runs."""

import argparse
import os
import webbrowser
from pathlib import Path

from servio_verify.reporting.allure import build as allure_report


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="run folders (default: the newest)")
    parser.add_argument("--output", type=Path, metavar="DIR", help="where to (default: report/ in the run's folder)")
    parser.add_argument("--open", action="store_true", help="open it in a browser")


def run(options: argparse.Namespace) -> int:
    """Build it. Raises ReportError."""
    runs = options.runs or [allure_report.newest(Path(os.environ.get("SERVIO_RUNS", "runs")))]
    built = allure_report.build(runs, options.output or runs[0] / "report")
    if options.open:
        webbrowser.open(built.absolute().as_uri())
    print(built)
    return 0
