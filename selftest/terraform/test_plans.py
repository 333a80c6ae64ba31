"""What staging and production would be is what is promised, in a real plan with the provider's own defaults."""

import pytest

from selftest.terraform.plan import Plan
from selftest.terraform.planted import PLANTED, Plant
from selftest.terraform.rules import RULES, broken


def test_staging_keeps_every_promise(staging: Plan) -> None:
    assert broken(staging) == {}


def test_production_keeps_every_promise(production: Plan) -> None:
    assert broken(production) == {}


@pytest.mark.parametrize(("rule", "plant"), PLANTED, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(PLANTED)])
def test_a_planted_defect_breaks_exactly_its_promise(rule: str, plant: Plant, staging: Plan) -> None:
    assert list(broken(plant(staging))) == [rule]


def test_each_promise_was_seen_broken() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)
