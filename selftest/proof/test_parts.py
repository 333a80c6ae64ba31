"""The parts of a proof have every fault once, and faults that share a run have no check in common."""

from collections import Counter
from typing import cast

from selftest.proof.catalogue import By, entries
from selftest.proof.journeys import groups, promised
from selftest.proof.parts import parts
from selftest.proof.run import healthy_run
from servio_verify.proof.campaign.campaign import Campaign
from servio_verify.proof.fault import Fault, catalogue


def test_every_fault_is_in_one_part() -> None:
    found = Counter((part.by, fault.name) for part in parts() for fault in part.faults)
    own = [(str(by), name) for by in By for name in entries(by)]
    assert sorted(found) == sorted([*own, *(("proxy", name) for name in catalogue())])
    assert set(found.values()) == {1}


def test_faults_that_share_a_run_have_no_check_in_common() -> None:
    shared = [(part.by, group) for part in parts() if part.shares for group in groups(part.by, part.faults)]
    checks = [[check for fault in group for check in promised(by, fault)] for by, group in shared]
    assert [found for found in checks if len(found) != len(set(found))] == []
    assert max(len(group) for _, group in shared) <= 16


def test_differences_that_no_check_promises_are_first_left_away_in_their_tiers() -> None:
    class Tiers:
        asked: tuple[Fault, ...] = ()

        def healthy(self, faults: tuple[Fault, ...]) -> None:
            self.asked = faults

    campaign, faults = Tiers(), (catalogue()["footer-form"], catalogue()["limited-without-end"])
    healthy_run(cast(Campaign, campaign), faults)
    assert campaign.asked == faults
