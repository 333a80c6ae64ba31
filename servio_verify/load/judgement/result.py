"""The report of a load run: `load.json`, from which everything that people see is rendered."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from servio_verify.load.judgement import baseline, builds
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.gate_result import GateOutcome, GateResult
from servio_verify.load.judgement.generator_health import crowd, distrust
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.judgement.plain_values import plain
from servio_verify.load.judgement.reasons import Evidence, Reason, notes, reasons, verdict_of
from servio_verify.load.judgement.run_gates import judge_measured
from servio_verify.load.measure.aggregator import Aggregator
from servio_verify.load.measure.histogram import PERCENTILE_RULE, ResponseTimes
from servio_verify.load.measure.intervals import percentile_ranks
from servio_verify.load.measure.tally import Tally
from servio_verify.load.measure.timeline import stalls
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.where import Where
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

SCHEMA = 2
"""Of `load.json`. 2: notes have a list of their own, and `incidents.stop` says what ended a run early."""


FROM_DUE = "from when a request was due to the end of its answer: what a guest waited; from_sending: what it took"
FROM_SENDING = "from sending a request to the end of its answer"


@dataclass(frozen=True)
class FinishedRun:
    """A run that is over, as it is handed to its judge; `baseline` are the p95 of an earlier one."""

    where: Where
    profile: Profile
    aggregator: Aggregator
    baseline: dict[str, Timing]
    not_covered: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """The verdict of a run with its reasons, and what they rest on. `endpoints` are rows of `load.json`."""

    run: FinishedRun
    verdict: Verdict
    reasons: Sequence[Reason]
    notes: Sequence[str]
    evidence: Evidence
    endpoints: Sequence[dict[str, Any]]

    def write(self, path: Path) -> None:
        """Write `load.json`; an end of an interval that is unknown is null there."""
        files.write_atomically(path, json.dumps(plain(self.to_json()), indent=1, allow_nan=False) + "\n")

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        profile, seconds, generator = self.run.profile, self.run.aggregator.seconds, self.run.aggregator.generator
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "exit_code": self.verdict.exit_code,
            "reasons": [asdict(reason) for reason in self.reasons],
            "notes": list(self.notes),
            "not_covered": list(self.run.not_covered),
            **asdict(self.run.where),
            "build": next(iter(builds.answered(self.run.aggregator.builds).values()), None),
            "builds": [asdict(look) for look in self.run.aggregator.builds.looks],
            "profile": asdict(profile),
            "percentile_rule": PERCENTILE_RULE,
            "times": FROM_DUE if profile.is_open else FROM_SENDING,
            "arrivals": arrivals_of(self.run) if profile.is_open else None,
            "confidence": profile.confidence,
            "gates": [_gate(result) for result in self.evidence.gates],
            "baseline": [asdict(comparison) | {"text": str(comparison)} for comparison in self.evidence.comparisons],
            "endpoints": list(self.endpoints),
            "generator": {
                "lag_p95_ms": generator.lag.percentile(0.95),
                "cpu_max": max((second.own_cpu for second in seconds), default=0.0),
                "foreign_cpu_max": max((second.foreign_cpu for second in seconds), default=0.0),
                "unfinished_requests": generator.unfinished,
            },
            "incidents": asdict(self.evidence.incidents),
            "timeline": [asdict(second) for second in seconds],
        }


def arrivals_of(run: FinishedRun) -> dict[str, Any]:
    """Return what became of the requests of an arrival rate, with what is allowed."""
    profile, counted = run.profile, run.aggregator.generator.arrivals
    allowed = {key: getattr(profile, key) for key in ("late_after", "most_late", "most_open")}
    most = max((second.users for second in run.aggregator.seconds), default=0)
    counts = {key: getattr(counted, key) for key in ("due", "late", "blocked", "unsent", "not_in_time")}
    return counts | {"most_waiting": most} | allowed


def judge_run(run: FinishedRun, incidents: Incidents) -> LoadReport:
    """Return the verdict of a run that is over, with its reasons and everything they rest on."""
    profile, aggregator = run.profile, run.aggregator
    gates = judge_measured(profile, aggregator)
    spoilable = any(gate.outcome is GateOutcome.FAIL and gate.gate.measure != "errors" for gate in gates)
    incidents = replace(
        incidents,
        stalls=stalls(aggregator.seconds, profile.pause),
        distrust=distrust(aggregator.plateau(), aggregator.generator, profile, spoilable),
        crowded=crowd(aggregator.plateau()),
        builds=builds.problems(run.where, aggregator.builds),
    )
    if aggregator.requests:
        run = replace(
            run, not_covered=(*run.not_covered, *builds.not_covered(run.where, profile.asks, aggregator.builds))
        )
    rows = [_endpoint(name, aggregator, profile.confidence) for name in aggregator.tallies.endpoints()]
    comparisons = baseline.compare(run.baseline, baseline.timings(rows), profile.baseline.worse_by)
    evidence = Evidence(
        gates, aggregator.tallies.total(), incidents, comparisons, profile.baseline.decides, profile.is_open
    )
    against = reasons(evidence)
    noted = [*filter(None, [run.where.led_elsewhere]), *notes(evidence, against)]
    return LoadReport(run, verdict_of(against), against, noted, evidence, rows)


def _endpoint(name: str, aggregator: Aggregator, confidence: float) -> dict[str, Any]:
    tally = aggregator.tallies.total(lambda key: key.endpoint == name)
    stages = dict.fromkeys(key.stage for key in aggregator.tallies.by_key if key.endpoint == name)
    return {
        "endpoint": name,
        **_numbers(tally, confidence),
        "failures": dict(tally.failures),
        "stages": [_stage(name, stage, aggregator, confidence) for stage in stages],
        "histogram": tally.times.encode(),
        **({"histogram_from_sending": tally.sent.encode()} if tally.sent else {}),
    }


def _stage(name: str, stage: str, aggregator: Aggregator, confidence: float) -> dict[str, Any]:
    tally = aggregator.tallies.total(lambda key: (key.endpoint, key.stage) == (name, stage))
    return {"stage": stage, **_numbers(tally, confidence)}


def _numbers(tally: Tally, confidence: float) -> dict[str, Any]:
    numbers = {
        "requests": tally.requests,
        "failed": tally.failed,
        "throttled": tally.throttled,
        "intercepted": tally.intercepted.total(),
        "error_rate": tally.error_rate,
        **_times(tally.times, confidence),
    }
    return numbers if tally.sent is None else numbers | {"from_sending": _times(tally.sent, confidence)}


def _times(times: ResponseTimes, confidence: float) -> dict[str, Any]:
    shares = {"p50_ms": 0.5, "p90_ms": 0.9, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    return {
        **{name: times.percentile(share) if times.count else None for name, share in shares.items()},
        "p95_interval_ms": plain(list(times.interval(0.95, confidence))),
        "p95_ranks": percentile_ranks(times.count, 0.95, confidence) if times.count else None,
    }


def _gate(result: GateResult) -> dict[str, Any]:
    return {
        "gate": str(result.gate),
        "check": result.gate.named_on(result.scoped.scope),
        **asdict(result.gate),
        "scope": result.scoped.scope,
        "endpoint": result.scoped.endpoint,
        "samples": result.count,
        "value": result.value if result.count else None,
        "interval": list(result.interval) if result.count else None,
        "outcome": result.outcome,
        "text": str(result),
    }
