"""Each drift turns the checks red that are about it, and no other, with both values in one line."""

import pytest

from selftest.infra.aws.conftest import StandIn
from selftest.infra.aws.drifts import compute, network, stores, upkeep
from selftest.infra.aws.drifts.drift import Drift
from selftest.support.aws.look import Look
from servio_verify.failures.headline import headline

DRIFTS = [*compute.DRIFTS, *network.DRIFTS, *stores.DRIFTS, *upkeep.DRIFTS]


@pytest.mark.parametrize("drift", DRIFTS, ids=[f"{number}-{each}" for number, each in enumerate(DRIFTS, 1)])
def test_a_drift_is_told_with_both_values(drift: Drift, stand_in: StandIn, staging: Look) -> None:
    with drift.hand(stand_in.staging, stand_in.front):
        said = staging.complaints()
    assert set(said) == set(drift.said)
    for name, (value, agreed) in drift.said.items():
        line = said[name]
        assert headline(line) == line  # neither cut nor of two lines, and the fact as it is called in the file
        assert line.startswith(f"{name} ")
        is_now, _, must = line.partition(", must ")
        assert value in is_now
        assert agreed in (must or line)  # a long list is told by its difference


def test_what_was_drifted_is_as_agreed_again(staging: Look) -> None:
    assert staging.complaints() == {}
