"""All gates of a profile on what a run has measured, while it lasts or when it is over."""

from functools import partial

from servio_verify.load.judgement.gate_result import GateResult, Rules, ScopedGate, judge_gate
from servio_verify.load.measure.aggregator import Aggregator
from servio_verify.load.measure.tally import Tallies, TallyKey
from servio_verify.load.plan.gates import EACH, Gate, Scope
from servio_verify.load.plan.profile import JOURNEYS, Profile

TOTAL = "all endpoints"


def judge_measured(profile: Profile, aggregator: Aggregator) -> list[GateResult]:
    """Return what each gate says about everything that was measured so far."""
    seconds = {
        Scope.RUN: sum(second.width for second in aggregator.seconds),
        Scope.PLATEAU: sum(second.width for second in aggregator.plateau()),
    }
    return judge_gates(profile, aggregator.tallies, seconds, aggregator.generator.lag.percentile(0.95))


def judge_gates(profile: Profile, tallies: Tallies, seconds: dict[Scope, float], late: float) -> list[GateResult]:
    """Return what each gate says, for each scope and endpoint that it is meant for; `late` as in Rules."""
    rules = Rules(profile.confidence, profile.decide == "point", late)
    results = []
    for gate in profile.gates:
        for scope in gate.scopes:
            for endpoint in _endpoints(gate, profile, tallies):
                tally = tallies.total(partial(_fits, scope, endpoint))
                results.append(judge_gate(ScopedGate(gate, scope, endpoint), tally, seconds[scope], rules))
    return results


def _endpoints(gate: Gate, profile: Profile, tallies: Tallies) -> list[str]:
    if gate.endpoint == EACH:  # one that was never asked is judged too: it did not pass
        return sorted({*tallies.endpoints(), *(JOURNEYS[journey] for journey in profile.journeys)})
    return [gate.endpoint or TOTAL]


def _fits(scope: Scope, endpoint: str, key: TallyKey) -> bool:
    return (scope is Scope.RUN or key.on_plateau) and endpoint in (TOTAL, key.endpoint)
