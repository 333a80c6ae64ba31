"""Made-up profiles, samples and seconds of load runs."""

import math
import random

from servio_verify.load.measure.histogram import ResponseTimes
from servio_verify.load.measure.tally import Tally, TallyKey
from servio_verify.load.measure.timeline import Second
from servio_verify.load.plan import profile_files
from servio_verify.load.plan.profile import Profile

STEPS = [{"name": "up", "seconds": 10, "users": 10}, {"name": "down", "seconds": 10, "users": 0}]

KEY = TallyKey("GET /", "up", True)


def made(**values: object) -> Profile:
    return profile_files.of("made", {"description": "made", "think": 1.0, "stages": STEPS} | values)


def drawn(count: int, seed: int = 1) -> list[float]:
    draw = random.Random(seed)  # noqa: S311 - latencies, no secret
    return [draw.lognormvariate(math.log(300), 0.3) for _ in range(count)]


def times(values: list[float]) -> ResponseTimes:
    recorded = ResponseTimes()
    for value in values:
        recorded.record(value)
    return recorded


def tally(values: list[float], failed: int = 0) -> Tally:
    found = Tally(times(values))
    found.failures["HTTP 500"] = failed
    return found


def second(at: float, **values: float) -> Second:
    plain = {"wanted": 10, "users": 10, "requests": 10, "failed": 0, "throttled": 0, "p50": 1, "p95": 2, "p99": 3}
    return Second(at=at, stage="hold", on_plateau=True, **(plain | values))  # type: ignore[arg-type]


def arriving(**values: object) -> Profile:
    """Make a profile of an arrival rate."""
    stages = [{"name": "hold", "seconds": 10}, {"name": "down", "seconds": 10, "rate": 0}]
    return profile_files.of("made", {"description": "made", "rate": "20 /s", "stages": stages} | values)
