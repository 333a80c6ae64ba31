"""The baseline: the last good run of the same environment and profile, to compare with."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from servio_verify.errors import UsageError
from servio_verify.load.judgement.plain_values import plain
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.plan.profile import Profile
from servio_verify.run import files

LOAD = ("stages", "rate", "think", "pace", "journeys", "connections")
"""The keys of a profile that make its load: times of another load are neither better nor worse."""


@dataclass(frozen=True)
class Timing:
    """A p95 and where the true one lies, in milliseconds."""

    p95: float
    interval: Interval

    @property
    def noise(self) -> float:
        """Half the width of the interval."""
        return (self.interval.high - self.interval.low) / 2


@dataclass(frozen=True)
class Comparison:
    """One endpoint, then and now."""

    endpoint: str
    then: Timing
    now: Timing
    worse: bool

    def __str__(self) -> str:
        change = self.now.p95 / self.then.p95 - 1 if self.then.p95 else 0.0
        word = "worse than the baseline" if self.worse else "as the baseline"
        return f"p95 of {self.endpoint} {self.then.p95:.1f} -> {self.now.p95:.1f} ms ({change:+.0%}): {word}"


def default_path(runs: Path, environment: str, profile: str) -> Path:
    """Return where the last GO of an environment and a profile is kept, beside the runs."""
    return runs / "baselines" / f"{environment}.{profile}.json"


def read(path: Path, profile: Profile) -> dict[str, Timing]:
    """Return the endpoints' timings of a `load.json`. Raises UsageError where it is none, or one of another load."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        then, found = told["profile"], timings(told["endpoints"])
        other = [key for key in LOAD if then[key] != plain(asdict(profile))[key]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"baseline {path}: {type(error).__name__}: {error}; it must be a load.json") from None
    if other:
        raise UsageError(f"baseline {path}: it is of another load than profile {profile.name!r}: {', '.join(other)}")
    return found


def timings(rows: Iterable[Mapping[str, Any]]) -> dict[str, Timing]:
    """Return the timings of rows as `load.json` holds them; rows without an answer have none."""
    return {
        row["endpoint"]: Timing(float(row["p95_ms"]), Interval(*map(float, row["p95_interval_ms"])))
        for row in rows
        if None not in (row["p95_ms"], *row["p95_interval_ms"])
    }


def compare(then: Mapping[str, Timing], now: Mapping[str, Timing], worse_by: float) -> list[Comparison]:
    """Return each endpoint that both runs know.

    Worse means: the difference, less the noise of both runs (added in quadrature), is more than the share `worse_by`.
    """
    return [
        Comparison(endpoint, then[endpoint], now[endpoint], _worse(then[endpoint], now[endpoint], worse_by))
        for endpoint in _both(then, now)
    ]


def keep(load_json: Path, path: Path) -> None:
    """Keep a run as the baseline of the next ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomically(path, load_json.read_bytes())


def _both(then: Mapping[str, Timing], now: Mapping[str, Timing]) -> Iterable[str]:
    return sorted(then.keys() & now.keys())


def _worse(then: Timing, now: Timing, worse_by: float) -> bool:
    return now.p95 - then.p95 - math.hypot(now.noise, then.noise) > worse_by * then.p95
