"""What is red must be red because of the fault, and on the build that the proof names."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from selftest.support.processes import ROOT
from selftest.unit.proof.rows import CHANGE, HEADERS, fault, ran
from servio_verify.environments.settings import read_environment
from servio_verify.proof.campaign.bench import Bench, UnwellError
from servio_verify.proof.campaign.campaign import Campaign
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner
from servio_verify.proof.campaign.source import Faulty
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended
from servio_verify.results.model import Entry, Outcome
from servio_verify.results.verdict import Verdict

GO, RED, DOWN = ran(Verdict.GO), ran(Verdict.NO_GO, HEADERS), ran(Verdict.INCONCLUSIVE)
PROMISED, SURVIVES = fault("without-csp", HEADERS), fault("old", expected=Expected.SURVIVES)
HARMLESS = fault("gzip", expected=Expected.HARMLESS)
ADDRESS = "http://127.0.0.1:1"
ENVIRONMENT = read_environment("local", ROOT, {"SERVIO_WEB_URL": ADDRESS, "SERVIO_API_URL": ADDRESS})


@dataclass
class Scripted(Runner):
    """Ends its runs as it was told, in this order."""

    ends: list[Ran] = field(default_factory=list)

    def run(self, _arguments: Sequence[str], _settings: Mapping[str, str]) -> Ran:
        return self.ends.pop(0)


@dataclass(frozen=True)
class Arrives:
    """Puts faults that change an answer of every run."""

    name: str = "proxy"

    @contextmanager
    def put(self, _faults: Sequence[Fault]) -> Iterator[Faulty]:
        yield Faulty({}, lambda _name: [CHANGE])


def bench(*ends: Ran) -> tuple[Bench, Scripted]:
    runner = Scripted("staging", Path(), Path(), ends=list(ends))
    return Bench(Arrives(), runner, build="5f3c"), runner


@pytest.mark.parametrize(
    ("of", "ends", "ended"),
    [
        (PROMISED, [RED, GO], Ended.AS_PROMISED),
        (PROMISED, [RED, DOWN, GO], Ended.AS_PROMISED),
        (PROMISED, [RED, RED, RED], Ended.STAYED_RED),
        (PROMISED, [RED, RED, GO, RED, GO], Ended.AS_PROMISED),
        (PROMISED, [RED, RED, GO, RED, RED, GO], Ended.UNSTEADY),
        (PROMISED, [RED, RED, GO, GO], Ended.NOT_CAUGHT),
        (HARMLESS, [RED, GO, RED, GO], Ended.FALSE_ALARM),
        (HARMLESS, [RED, GO, GO], Ended.UNSTEADY),
        (SURVIVES, [RED, GO, GO], Ended.UNSTEADY),
        (SURVIVES, [RED, GO, RED, GO], Ended.CAUGHT_UNPROMISED),
    ],
)
def test_what_a_flaky_target_turned_red_is_not_laid_on_a_fault(of: Fault, ends: list[Ran], ended: Ended) -> None:
    tried, runner = bench(*ends)
    row = tried.alone(of)
    assert (row.ended, runner.ends) == (ended, [])
    assert bool(row.why) == row.ended.is_mismatch


@pytest.mark.parametrize("of", [PROMISED, HARMLESS])
def test_a_build_that_changes_under_way_ends_the_proof(of: Fault) -> None:
    other = replace(GO, build="b0b0")
    tried, _ = bench(RED if of is PROMISED else other, other)
    with pytest.raises(UnwellError, match="the build changed under way, from 5f3c to b0b0"):
        tried.alone(of)


def test_a_fault_that_hides_the_build_is_no_new_build() -> None:
    tried, runner = bench(replace(GO, build="of the fault"), replace(GO, build="5f3c"))
    assert (tried.alone(SURVIVES).ended, runner.ends) == (Ended.AS_PROMISED, [])


def proved(*ends: Ran) -> list[str]:
    """Return how the rows of as many faults ended as there are, when runs end so."""
    runner = Scripted("staging", Path(), Path(), ends=list(ends))
    campaign = Campaign(Arrives(), ENVIRONMENT, lambda: runner, workers=1)
    healthy = Ran(Verdict.GO, entries=(Entry(check=f"tests/{HEADERS}", tier="smoke", outcome=Outcome.PASSED),))
    faults = [fault(f"fault-{number}", HEADERS) for number in range(len(ends) // 3)]
    return [row.ended for row in campaign.prove(faults, healthy)]


def test_a_target_that_turns_ill_ends_the_proof_and_is_not_laid_on_the_faults_after_it() -> None:
    red, ill = [RED] * 3, "mend the target, then go on: 3 times in turn, without the fault NO-GO: The page is bare"
    assert proved(*red, *red) == [Ended.STAYED_RED] * 2
    with pytest.raises(UnwellError, match=ill):
        proved(*red, *red, *red)
