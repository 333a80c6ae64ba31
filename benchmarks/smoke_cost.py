"""What does the smoke tier cost beside another commit's? `python -m benchmarks.smoke_cost FOLDER [--runs 5]`.

FOLDER is a checkout of the other commit (`git worktree add FOLDER 4b070b6`). Both run in turn, so that what else the
machine does meets both; CPU of the whole process tree (sandbox, browser, Playwright's driver), and wall time.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.against_javascript import compiled

ROOT = Path(__file__).parent.parent
WHO = ("this commit", "the other")


class Cost(NamedTuple):
    """Seconds of a run."""

    cpu: float
    wall: float


def main() -> int:
    """Print the costs of each pair, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="checkout of the other commit")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="pairs of runs (default: 5)")
    parser.add_argument("-k", metavar="NAMES", default="", help="only these checks, as pytest takes them")
    options = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-m", "smoke", "-q", "--env", "local"]
    command += ["-k", options.k] if options.k else []
    pairs: list[tuple[Cost, Cost]] = []
    with tempfile.TemporaryDirectory() as name:
        environ = compiled() | {"SERVIO_STATE": f"{name}/state", "SERVIO_RUNS": f"{name}/runs"}
        for number in range(options.runs + 1):
            pair = cost(command, ROOT, environ), cost(command, options.folder, environ)
            if number == 0:  # files are read for the first time, and code is compiled
                continue
            pairs.append(pair)
            told = "; ".join(
                f"{who} {each.cpu:.2f} s of CPU, {each.wall:.2f} s" for who, each in zip(WHO, pair, strict=True)
            )
            print(f"pair {number}: {told}", flush=True)
    for what in Cost._fields:
        ratios = [getattr(ours, what) / getattr(theirs, what) for ours, theirs in pairs]
        print(f"ratio of {what}: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")
    return 0


def cost(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Cost:
    """Return what a run cost; it must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} in {folder} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begin)


if __name__ == "__main__":
    raise SystemExit(main())
