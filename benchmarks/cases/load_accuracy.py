"""Our p95 and share of errors against what the server itself recorded, and stock Locust's of the very same requests.

The server draws its latency with a known 95th percentile, or fails a known share. The true limits are 500 ms and 1 %.
A verdict is wrong when it is GO or NO-GO against the truth. Our times hold the way there and back (0.1 to 0.2 ms on a
quiet machine, 0.02 to 0.04 % of 500), which the record of the server cannot.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.pairs import Asked, Ratio, Target
from selftest.support.load_runs import Ended, place, serving
from servio_verify.load.measure.intervals import percentile_rank

LATENCIES = (480, 495, 499, 501, 505, 520)
ERRORS = (0.005, 0.009, 0.011, 0.02)
USERS = 200
"""So many that the p95 hardly changes with one slow answer more: none that was late decides."""


def measure(asked: Asked) -> Iterator[Ratio]:
    """Each latency and each share of errors in each round."""
    p95, stock, errors, wrong = [], [], [], []
    for number in range(asked.runs):
        for latency in LATENCIES[: asked.size(len(LATENCIES), 1)]:
            ended, truth = _run(asked, "p95 < 500 ms", USERS, {"p95": latency, "seed": 100 * number + latency})
            real = percentile(truth["milliseconds"])
            p95.append((abs(ended.gate("p95 < 500 ms", "run")["value"] - real), real))
            stock.append((abs(stock_p95(ended) - real), real))
            wrong.append((float(ended.told["verdict"] == ("NO-GO" if latency < 500 else "GO")), 1.0))
        for share in ERRORS[: asked.size(len(ERRORS), 1)]:
            ended, truth = _run(asked, "errors < 1 %", 40, {"p95": 50, "errors": share, "seed": number})
            real = truth["failed"] / (len(truth["milliseconds"]) + truth["failed"])
            errors.append((abs(ended.gate("errors < 1 %", "run")["value"] - real), real))
            wrong.append((float(ended.told["verdict"] == ("NO-GO" if share < 0.01 else "GO")), 1.0))
    yield Ratio("p95 of load: how far off, of the server's own", p95, Target(0.001, of_each=True))
    yield Ratio("stock Locust's p95: how far off, of the server's own", stock)
    yield Ratio("share of errors: how far off, of the server's own", errors, Target(0.001, of_each=True))
    yield Ratio("wrong verdicts of load, of runs", wrong, Target(0, of_each=True))


def _run(asked: Asked, gate: str, users: int, behaviour: Mapping[str, float]) -> tuple[Ended, dict[str, Any]]:
    """Make one run, and return it with what the server recorded."""
    with serving(**behaviour) as target:
        here = place(Path(mkdtemp(dir=asked.folder)))
        more = "most_requests = 1_000_000"
        name = here.profile(users=users, seconds=asked.size(20, 5), gates=json.dumps([gate]), more=more)
        ended = here.run_profile(target.url, name)
    asked.tell(f"{behaviour}: {ended.told['verdict']}")
    return ended, target.truth


def percentile(values: Sequence[float]) -> float:
    """Return the 95th percentile by nearest rank."""
    return sorted(values)[percentile_rank(len(values), 0.95) - 1]


def stock_p95(ended: Ended) -> float:
    """Return what Locust itself says: rounded times, failures among them, the value at index int(n * p)."""
    counts: Counter[float] = Counter()
    for row in json.loads((ended.folder / "locust.json").read_text()):
        counts.update({float(value): count for value, count in row["response_times"].items()})
    values = sorted(counts.elements())
    return values[int(len(values) * 0.95)]
