"""Paired runs of ours and of JavaScript's Playwright Test, against one sandbox of ours."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from servio_verify.browser.install import executable
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

ROOT = Path(__file__).parent.parent
JAVASCRIPT = ROOT / "benchmarks/javascript"


def main(description: str, ours: Sequence[str], theirs: str) -> int:
    """Run the command line: `ours` are checks of pytest's, `theirs` is the spec that does the same."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="pairs of runs (default: 5)")
    runs = parser.parse_args().runs
    if not (node := shutil.which("npx")):
        print("Node.js is missing: install node 20 or newer, with npm", file=sys.stderr)
        return 2
    install()
    with Sandbox([]) as sandbox, tempfile.TemporaryDirectory() as folder:
        environ = compiled() | _settings(overrides(sandbox.addresses()), folder)
        pytest = [sys.executable, "-m", "pytest", "--env", "local", *ours]
        compare(
            runs,
            lambda: timed(pytest, ROOT, environ),
            lambda: timed([node, "playwright", "test", theirs], JAVASCRIPT, environ),
        )
    return 0


def compiled() -> dict[str, str]:
    """Return the process environment, in which Python keeps what it has compiled from one run to the next."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def install() -> None:
    """Install what the JavaScript project needs, at first use."""
    if not (JAVASCRIPT / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=JAVASCRIPT, check=True)


def timed(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> float:
    """Return how many seconds the command takes; it must succeed."""
    begin = time.perf_counter()
    ended = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    if ended.returncode:
        sys.exit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return seconds


def compare(runs: int, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """Run both in turn, each first every other time, after one run of each that does not count."""
    ours(), theirs()
    pairs = []
    for number in range(runs):
        first = ours() if number % 2 == 0 else None
        other = theirs()
        pairs.append((first or ours(), other))
        print(f"pair {number + 1}: ours {pairs[-1][0]:.2f} s, JavaScript {pairs[-1][1]:.2f} s", flush=True)
    print(
        f"medians: ours {statistics.median(one for one, _ in pairs):.2f} s,"
        f" JavaScript {statistics.median(other for _, other in pairs):.2f} s;"
        f" ratio of pairs (ours / JavaScript): median {statistics.median(one / other for one, other in pairs):.2f},"
        f" {min(one / other for one, other in pairs):.2f} to {max(one / other for one, other in pairs):.2f}"
    )


def _settings(told: Mapping[str, str], folder: str) -> dict[str, str]:
    theirs = {
        "WEB_URL": told["SERVIO_WEB_URL"],
        "API_URL": told["SERVIO_API_URL"],
        "EMAIL": told["SERVIO_EMAIL"],
        "PASSWORD": told["SERVIO_PASSWORD"],
        "BROWSER_PATH": executable("chromium", headed=False) or "",
    }
    return {**told, **theirs, "SERVIO_RUNS": folder}
