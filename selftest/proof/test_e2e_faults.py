"""The matrix of the e2e tier: with a fault on, the journey that should fails, and says what is wrong."""

import pytest

from selftest.other_servio.defects.journeys import DATABASE_URL
from selftest.proof.catalogue import By, Entry, of_tier
from selftest.proof.rounds import E2E, OTHER_E2E, PROOF, paragraphs
from selftest.support.processes import Outcome, Verify, servio, settings_of
from selftest.support.reasons import understood

SOON = "-p", "selftest.support.plugins.impatient", "--tracing", "off"
"""A trace takes a fifth of what a journey costs, and catches nothing."""


def checks_of(faults: list[Entry]) -> list[str]:
    return [f"tests/{fault.check}" for fault in faults]


def assert_each_is_caught(outcome: Outcome, faults: list[Entry]) -> None:
    """Compare what a run says of the check of each fault with what it should."""
    assert outcome.code == 1, outcome.output
    causes = understood(outcome.verdict)
    for fault in faults:
        check = fault.check.removesuffix("]")
        told = [f"{cause}\n{cause.detail}" for cause in causes for each in cause.checks if check in each]
        assert told, f"{fault.name}: nothing is said"
        assert fault.words.lower() in told[0].lower(), f"{fault.name}: {told[0]}"


@pytest.mark.parametrize("names", paragraphs(E2E), ids=lambda names: names[0])
def test_the_journey_that_should_catches(verify: Verify, names: list[str]) -> None:
    faults = [of_tier(By.SANDBOX, "e2e")[name] for name in names]
    on = [part for name in names for part in ("--fault", name)]
    outcome = verify(*SOON, *checks_of(faults), *on)
    assert_each_is_caught(outcome, faults)


@pytest.mark.parametrize("names", paragraphs(OTHER_E2E), ids=lambda names: names[0])
def test_the_journey_that_should_catches_in_another_servio(names: list[str], verify: Verify) -> None:
    faults = [of_tier(By.OTHER, "e2e")[name] for name in names]
    defects = [part for name in names for part in ("--defect", name)]
    with servio("selftest.other_servio", *defects) as told:
        settings = settings_of(told) | {"DATABASE_URL": DATABASE_URL}
        outcome = verify(*SOON, *checks_of(faults), **settings)
    assert_each_is_caught(outcome, faults)


@pytest.mark.parametrize(("by", "rounds"), [(By.SANDBOX, E2E), (By.OTHER, OTHER_E2E)])
def test_every_fault_of_the_tier_is_in_one_round(by: By, rounds: str) -> None:
    assert sorted(rounds.split()) == sorted(set(of_tier(by, "e2e")) - set(PROOF.split()))
