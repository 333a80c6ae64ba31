"""The whole result of a load run: `load.json`, from which everything that people see is rendered."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from servio_verify.load.judgement import baseline
from servio_verify.load.judgement.baseline import Comparison
from servio_verify.load.judgement.gate_result import GateResult, Outcome
from servio_verify.load.judgement.generator_health import crowd, distrust
from servio_verify.load.judgement.reasons import Incidents, Reason, judge_gates, reasons, verdict_of
from servio_verify.load.measure.aggregator import Station
from servio_verify.load.measure.histogram import PERCENTILE_RULE
from servio_verify.load.measure.intervals import percentile_ranks
from servio_verify.load.measure.pulse import Pulse
from servio_verify.load.measure.tally import Tally
from servio_verify.load.measure.timeline import Second, stalls
from servio_verify.load.plan.gates import Scope
from servio_verify.load.plan.profile import Profile
from servio_verify.results.verdict import Verdict

SCHEMA = 1


@dataclass(frozen=True)
class Where:
    """Which run of what against whom."""

    environment: str
    target: str
    run_id: str
    generators: int = 1


@dataclass(frozen=True)
class Result:
    """What a run found, and what follows."""

    where: Where
    profile: Profile
    verdict: Verdict
    reasons: Sequence[Reason]
    gates: Sequence[GateResult]
    comparisons: Sequence[Comparison]
    endpoints: Sequence[dict[str, Any]]
    seconds: Sequence[Second]
    pulse: Pulse
    incidents: Incidents

    def write(self, path: Path) -> None:
        """Write `load.json`; an end of an interval that is unknown is null there."""
        path.write_text(json.dumps(_plain(self.to_json()), indent=1, allow_nan=False) + "\n", encoding="utf-8")

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "exit_code": self.verdict.exit_code,
            "reasons": [asdict(reason) for reason in self.reasons],
            **asdict(self.where),
            "profile": self.profile.model_dump(mode="json"),
            "percentile_rule": PERCENTILE_RULE,
            "confidence": self.profile.confidence,
            "gates": [_gate(result) for result in self.gates],
            "baseline": [asdict(comparison) | {"text": str(comparison)} for comparison in self.comparisons],
            "endpoints": list(self.endpoints),
            "generator": {
                "lag_p95_ms": self.pulse.lag.percentile(0.95),
                "cpu_max": max((second.own_cpu for second in self.seconds), default=0.0),
                "foreign_cpu_max": max((second.foreign_cpu for second in self.seconds), default=0.0),
                "unfinished_requests": self.pulse.unfinished,
            },
            "incidents": asdict(self.incidents),
            "timeline": [asdict(second) for second in self.seconds],
        }


def conclude(
    where: Where, profile: Profile, station: Station, incidents: Incidents, then: dict[str, baseline.Timing]
) -> Result:
    """Judge a run that is over."""
    gates = judge_gates(profile, station.book, scope_seconds(station), station.pulse.lag.percentile(0.95))
    spoilable = any(found.outcome is Outcome.FAIL and found.gate.measure != "errors" for found in gates)
    incidents = replace(
        incidents,
        stalls=stalls(station.seconds, profile.pause),
        distrust=distrust(station.plateau(), station.pulse, profile, spoilable),
        crowded=crowd(station.plateau()),
    )
    rows = [_endpoint(name, station, profile.confidence) for name in station.book.endpoints()]
    comparisons = baseline.compare(then, baseline.timings(rows), profile.baseline.worse_by)
    found = reasons(gates, station.book, incidents, comparisons, profile.baseline.decides)
    return Result(
        where, profile, verdict_of(found), found, gates, comparisons, rows, station.seconds, station.pulse, incidents
    )


def scope_seconds(station: Station) -> dict[Scope, float]:
    """Return how long the run and its plateau took."""
    return {
        Scope.RUN: sum(second.width for second in station.seconds),
        Scope.PLATEAU: sum(second.width for second in station.plateau()),
    }


def _endpoint(name: str, station: Station, confidence: float) -> dict[str, Any]:
    tally = station.book.total(lambda place: place.endpoint == name)
    stages = dict.fromkeys(place.stage for place in station.book.tallies if place.endpoint == name)
    return {
        "endpoint": name,
        **_numbers(tally, confidence),
        "failures": dict(tally.failures),
        "stages": [_stage(name, stage, station, confidence) for stage in stages],
        "histogram": tally.times.encode(),
    }


def _stage(name: str, stage: str, station: Station, confidence: float) -> dict[str, Any]:
    tally = station.book.total(lambda place: (place.endpoint, place.stage) == (name, stage))
    return {"stage": stage, **_numbers(tally, confidence)}


def _numbers(tally: Tally, confidence: float) -> dict[str, Any]:
    times = tally.times
    shares = {"p50_ms": 0.5, "p90_ms": 0.9, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    return {
        "requests": tally.requests,
        "failed": tally.failed,
        "throttled": tally.throttled,
        "error_rate": tally.error_rate,
        **{name: times.percentile(share) if times.count else None for name, share in shares.items()},
        "p95_interval_ms": _plain(list(times.interval(0.95, confidence))),
        "p95_ranks": percentile_ranks(times.count, 0.95, confidence) if times.count else None,
    }


def _gate(result: GateResult) -> dict[str, Any]:
    return {
        "gate": str(result.gate),
        **asdict(result.gate),
        "scope": result.scope,
        "endpoint": result.endpoint,
        "samples": result.count,
        "value": result.value,
        "interval": list(result.interval),
        "outcome": result.outcome,
        "text": str(result),
    }


def _plain(value: Any) -> Any:
    """Return the value with null for what JSON cannot say: infinity."""
    if isinstance(value, float):
        return None if value in (float("inf"), float("-inf")) else round(value, 6)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
