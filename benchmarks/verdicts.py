"""How often is a verdict wrong? `python -m benchmarks.verdicts [--runs 200] [--minutes 60] [--only TEXT]`.

Smoke against healthy targets: every style of the sandbox, and a sandbox behind nginx, HAProxy, a slow relay, with
jitter and with busy CPUs. Any verdict but GO is wrong. All of it is on 127.0.0.1 and ends with the command.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.healthy_targets import TARGETS, Target, missing_program
from benchmarks.verdict_runs import Tally, smoke


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 1 where a verdict was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="runs over all targets (default: 200)")
    parser.add_argument(
        "--minutes", type=float, default=120, metavar="M", help="begin no run after this (default: 120)"
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="only targets whose name holds this")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.minutes * 60
    targets = [target for target in TARGETS if options.only in target.name]
    tallies = run_all(targets, options.runs, until)
    print(table(tallies))
    return int(any(tally.wrong for tally in tallies.values()))


def run_all(targets: Sequence[Target], runs: int, until: float) -> dict[Target, Tally]:
    """Run smoke against each target in turn, so that all of them are reached however early the time ends."""
    tallies: dict[Target, Tally] = {}
    for target in targets:
        if program := missing_program(target):
            print(f"{target.name}: skipped, {program} is not installed", flush=True)
        else:
            tallies[target] = Tally()
    with tempfile.TemporaryDirectory(prefix="servio-verdicts-") as name:
        for number, target in enumerate(itertools.islice(itertools.cycle(tallies), runs if tallies else 0)):
            left = until - time.monotonic()
            if left <= 0:
                print(f"the time is up after {number} of {runs} runs", flush=True)
                break
            ended = smoke(target, Path(name) / str(number))
            tallies[target].add(ended)
            print(f"{number + 1}: {target.name}: {ended.verdict} in {ended.seconds:.0f} s {ended.reason}", flush=True)
    return tallies


def table(tallies: dict[Target, Tally]) -> str:
    """Return the tallies as a table, and the sum; a ratio is of the median to that of the plain target."""
    width = max((len(target.name) for target in tallies), default=0)
    plain = next((tally.median for target, tally in tallies.items() if target.name == "plain"), 0.0)
    lines = [f"{'target':{width}}  runs  wrong  median s  ratio"]
    for target, tally in tallies.items():
        ratio = f"{tally.median / plain:5.2f}" if plain else ""
        lines.append(f"{target.name:{width}}  {tally.runs:4}  {tally.wrong:5}  {tally.median:8.1f}  {ratio}".rstrip())
    runs = sum(tally.runs for tally in tallies.values())
    lines.append(f"wrong verdicts: {sum(tally.wrong for tally in tallies.values())} of {runs} runs")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
