"""Command `python -m benchmarks [NAME ...]`: measure, and hold the ratios against their targets.

The exit code is 1 where a target is missed, 2 where something could not be measured, 4 for a mistake, 130 after Ctrl-C.
"""

import argparse
import importlib
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import cases, table
from benchmarks.cost import CannotMeasureError
from benchmarks.pairs import ROOT, Asked, Ratio
from benchmarks.table import Figures
from servio_verify.cli.arguments import Parser
from servio_verify.cli.main import INTERRUPTED
from servio_verify.errors import ServioVerifyError


def modules() -> dict[str, ModuleType]:
    """Return the benchmarks by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(cases.__path__))
    return {name: importlib.import_module(f"benchmarks.cases.{name}") for name in names}


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    told, _, exits = (__doc__ or "").partition("\n")
    parser = Parser("python -m benchmarks", description=told, epilog=exits)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these benchmarks (default: all)")
    parser.add_argument("--list", action="store_true", help="say what each compares")
    parser.add_argument("--runs", type=_pairs, default=5, metavar="N", help="pairs of each (default: 5)")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--quick", action="store_true", help="show that it works: one small pair, no figures")
    either.add_argument("--write", action="store_true", help="keep the figures, in docs/performance.md too")
    asked = parser.parse_args(words)
    benchmarks = modules()
    if unknown := [name for name in asked.names if name not in benchmarks]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; --list names them")
    if asked.list:
        print("".join(f"{name:15} {headline(module)}\n" for name, module in benchmarks.items()), end="")
        return 0
    found: dict[str, Figures] = {}
    measured, ended = commit(), ""
    try:
        for name in asked.names or benchmarks:
            ratios, missing = measure(benchmarks[name], 1 if asked.quick else asked.runs, quick=asked.quick)
            found[name] = Figures(measured, tuple(ratios), missing)
            if asked.write:
                table.keep(found, table.FILE, table.PAGE)
    except KeyboardInterrupt:
        ended = "ended by Ctrl-C"
    if found:
        print(table.text(found), end="")
    if ended:
        sys.stderr.write(f"{ended}\n")
        return INTERRUPTED
    return exit_code(found)


def _pairs(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pairs; give 1 or more")
    return int(text)


def headline(module: ModuleType) -> str:
    """Return what a benchmark says of itself in one line."""
    return (module.__doc__ or "").partition("\n")[0]


def measure(module: ModuleType, runs: int, *, quick: bool) -> tuple[list[Ratio], str]:
    """Return what a benchmark finds in so many rounds, and why it did not find all."""
    name = module.__name__.rpartition(".")[2]
    sys.stderr.write(f"{name}: {headline(module)}\n")
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix=f"benchmark-{name}-") as folder:
        asked = Asked(runs, quick, Path(folder), lambda line: print(f"  {line}", file=sys.stderr, flush=True))
        try:
            for ratio in module.measure(asked):
                ratios.append(ratio)
        except (CannotMeasureError, ServioVerifyError, pytest.skip.Exception) as error:  # a stand-in skips
            return ratios, str(error)
    return ratios, ""


def commit() -> str:
    """Return the commit that is measured, with a `+` where files differ from it."""
    told = [
        subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
    ]
    return (told[0] or "unknown") + "+" * bool(told[1])


def exit_code(found: Mapping[str, Figures]) -> int:
    """Return 1 where a target is missed, else 2 where something was not measured, else 0."""
    if any(ratio.met is False for figures in found.values() for ratio in figures.ratios):
        return 1
    return 2 if any(figures.missing for figures in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
