"""What does the e2e tier cost beside another commit's? `python -m benchmarks.e2e_cost FOLDER [--runs 3]`.

FOLDER is a checkout of the other commit (`git worktree add FOLDER 4b070b6`). Both run in turn, so that what else the
machine does meets both; wall time, and CPU of the whole process tree. The browser's processes are waited for by
nobody: what outlives its parent becomes this command's own child (Linux), which counts it.
"""

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.smoke_cost import ROOT, WHO, Cost

PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    """Print the costs of each pair, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="checkout of the other commit")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="pairs of runs (default: 3)")
    parser.add_argument("checks", nargs="*", default=["tests/e2e"], help="only these (default: the tier)")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    command = [sys.executable, "-m", "pytest", "-q", "--env", "local", *options.checks]
    pairs: list[tuple[Cost, Cost]] = []
    with tempfile.TemporaryDirectory() as name:
        environ = os.environ | {"SERVIO_STATE": f"{name}/state", "SERVIO_RUNS": f"{name}/runs"}
        for number in range(options.runs):
            pairs.append((cost(command, ROOT, environ), cost(command, options.folder, environ)))
            told = "; ".join(
                f"{who} {each.cpu:.2f} s of CPU, {each.wall:.2f} s" for who, each in zip(WHO, pairs[-1], strict=True)
            )
            print(f"pair {number + 1}: {told}", flush=True)
    for what in Cost._fields:
        ratios = [getattr(ours, what) / getattr(theirs, what) for ours, theirs in pairs]
        print(f"ratio of {what}: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")
    return 0


def cost(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Cost:
    """Return what a run cost with all that it started; it must succeed."""
    begin = time.perf_counter()
    of_folder = {**environ, "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [environ.get("PYTHONPATH")])])}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=of_folder, stdout=quiet, stderr=quiet)
    cpu, wall = 0.0, 0.0
    while True:
        try:
            ended, status, used = os.wait4(-1, 0)
        except ChildProcessError:  # nobody is left
            break
        cpu += used.ru_utime + used.ru_stime
        if ended == process.pid:
            wall = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} in {folder} ended with {process.returncode}")
    return Cost(cpu, wall)


if __name__ == "__main__":
    raise SystemExit(main())
