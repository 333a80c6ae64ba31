"""`servio-verify docs`: the document of an environment, from its file and its last accepted run."""

import argparse
import os
import sys
from pathlib import Path

from servio_verify.environments.settings import refuse_unknown
from servio_verify.reporting.staging import accepted
from servio_verify.reporting.staging.document import document
from servio_verify.reporting.staging.stale import stale
from servio_verify.run import files
from servio_verify.run.progress import say

EXAMPLE = """\
The last accepted run is the newest GO whose folder holds facts (of `-m infra`), among runs/ and the history.
exit codes: 0 written, or not stale; 1 stale (--check); 4 correct the call or the settings.

example: servio-verify docs staging --check
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("name", metavar="ENVIRONMENT", help="the environment that it is about")
    parser.add_argument("--run", dest="folder", type=Path, metavar="DIR", help="the accepted run (default: the last)")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="the document (default: in docs/, named in capitals)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing, and say whether it is stale")


def run(options: argparse.Namespace) -> int:
    """Write it, or say why it is stale. Raises UsageError."""
    root = Path.cwd()
    path = options.output or Path("docs", f"{options.name.upper()}.md")
    runs = root / os.environ.get("SERVIO_RUNS", "runs")
    refuse_unknown(options.name, root)
    one = options.folder
    newest = accepted.of_folder(root, one, options.name) if one else accepted.latest(root, runs, options.name)
    if options.check:
        reasons = list(stale(root, options.name, path, newest))
        for reason in reasons:
            print(f"{path} is stale: {reason}", file=sys.stderr)
        if reasons:
            print(f"make it anew: servio-verify docs {options.name}", file=sys.stderr)
        return 1 if reasons else 0
    text = document(root, options.name, newest)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomically(path, text)
    say(f"{path}: {f'of run {newest.run}' if newest.run else 'no accepted run with facts is known here'}")
    return 0
