"""`servio-verify verdict`: one verdict of several runs, the strictest first."""

import argparse
import os
import sys
from pathlib import Path

from servio_verify.cli.arguments import count
from servio_verify.reporting import publish, summary_page, terminal, text
from servio_verify.results.merge import merge
from servio_verify.run import files
from servio_verify.run.progress import say


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="verdict.json of a run, or load.json")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the merged verdict.json there")
    parser.add_argument("--runs", type=count, default=0, metavar="N", help="how many there must be; fewer is no GO")


def run(options: argparse.Namespace) -> int:
    """Merge, show, announce; return the verdict's exit code. Raises MergeError."""
    result = merge(options.files, options.runs)
    if options.output:
        try:
            options.output.parent.mkdir(parents=True, exist_ok=True)
            result.write(options.output)
            summary_page.write(result, options.output.with_name(files.SUMMARY))
        except OSError as error:  # it cannot change the verdict
            print(f"{options.output} or its summary page could not be written: {error}", file=sys.stderr)
    say("\n".join([text.title(result), *terminal.lines(result)]))
    for line in publish.announce(result, os.environ, os.environ.get(publish.WEBHOOK)):
        print(line, file=sys.stderr)
    return result.exit_code
