"""`servio-verify mirror`: the facts of one environment held against another's."""

import argparse
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from servio_verify.cli.arguments import Parser
from servio_verify.environments.layout import current
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.errors import UsageError
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Mirror
from servio_verify.infra.mirror.file import MirrorFile, read_mirror_file
from servio_verify.infra.mirror.side import OF_ONE_SIDE, Side, environment_of, live_side, saved_side
from servio_verify.reporting.mirror import github, page, text
from servio_verify.reporting.mirror.document import to_json
from servio_verify.reporting.publish import SUMMARY
from servio_verify.results import history
from servio_verify.results.first_seen import first_seen
from servio_verify.run.progress import Progress, say
from servio_verify.traffic import transport

TAKES_MORE = True
"""The options that name the environments."""

EXAMPLE = """\
--facts-ENVIRONMENT FILE, behind the names: take the facts of that side from a saved document (facts.json of a run of
`-m infra`, or the run's folder) and do not ask its sources. Each side that is asked takes its settings from its files
and .env.NAME; DATABASE_URL and the like of the process environment are nobody's, as they can be right for one only.

exit codes: 0 nothing to settle; 1 a difference is to settle; 10 nothing, or not all, could be compared;
4 correct the settings. Nothing is written to either side.

example: servio-verify mirror staging production --facts-production runs/RUN/facts.json
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("names", nargs=2, metavar="ENVIRONMENT", help="the one, and the one that it is held against")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write it there too: .html a page, .json, else text"
    )


def run(options: argparse.Namespace) -> int:
    """Compare and show; return the exit code. Raises UsageError."""
    left, right = options.names
    if left == right:
        raise UsageError(f"{left!r} against itself: name two environments")
    root, saved = Path.cwd(), _saved(options)
    bypass_proxies_for_localhost(os.environ)
    file = read_mirror_file(root)
    if len(saved) < 2 and (aside := sorted(OF_ONE_SIDE & os.environ.keys())):
        print(f"left aside: {', '.join(aside)} of the process environment; .env.NAME may hold them", file=sys.stderr)
    with Progress(f"reading {left} and {right}"):
        mirror = _dated(compare((_side(root, left, saved, file), _side(root, right, saved, file)), file))
    width = shutil.get_terminal_size((text.NARROWEST, 24)).columns
    say(to_json(mirror) if options.json else "\n".join(text.lines(mirror, width)))
    if options.output:
        _write(mirror, options.output)
    if summary := os.environ.get(SUMMARY):
        with Path(summary).open("a", encoding="utf-8") as opened:
            opened.write(github.markdown(mirror))
    return mirror.exit_code


def _saved(options: argparse.Namespace) -> dict[str, Path]:
    parser = Parser(prog="servio-verify mirror", allow_abbrev=False, add_help=False)
    for name in options.names:
        parser.add_argument(f"--facts-{name}", type=Path, dest=name, metavar="FILE")
    return {name: path for name, path in vars(parser.parse_args(options.more)).items() if path}


def _side(root: Path, name: str, saved: dict[str, Path], file: MirrorFile) -> Side:
    if name in saved:
        return saved_side(root, name, saved[name], file)
    environment = environment_of(root, name)
    transport.admit_to(environment)
    current.follow(environment)
    return live_side(root, environment, file)


def _dated(mirror: Mirror) -> Mirror:
    """Return it with the days on which its differences were seen first; without them where they cannot be kept."""
    there = {row.fact for row in mirror.differences}
    kept = history.path()
    try:
        return mirror.since(first_seen(kept, "/".join(mirror.names), there, mirror.has_compared))
    except (sqlite3.Error, OSError) as error:
        print(f"{kept}: {error}: since when something differs is not known", file=sys.stderr)
        return mirror


def _write(mirror: Mirror, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".html":
        told = page.html(mirror)
    else:
        told = to_json(mirror) if path.suffix == ".json" else "\n".join(text.lines(mirror, text.WIDEST))
    path.write_text(f"{told.rstrip()}\n", encoding="utf-8", errors="replace")
