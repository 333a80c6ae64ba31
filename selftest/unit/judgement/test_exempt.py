"""What is said of checks that do not decide: which, why, until when, and which exemption may be deleted."""

from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.unit.judgement.made import check, entry, exempt, found, waiver
from servio_verify.judgement import exempt as lines
from servio_verify.judgement.quarantine import Exempt

WHY = "quarantined until then, ada: known"


def named(count: int) -> str:
    return ", ".join(check(f"test_{n}") for n in range(count))


def test_up_to_three_checks_of_one_exemption_are_named() -> None:
    held = [exempt(f"test_{n}") for n in range(3)]
    assert list(lines.not_covered(found(exempt=held))) == [f"{named(3)}: {WHY}"]


def test_of_more_than_three_the_others_are_counted() -> None:
    held = [exempt(f"test_{n}") for n in range(5)]
    assert list(lines.not_covered(found(exempt=held))) == [f"{named(3)} and 2 checks more: {WHY}"]


def test_each_exemption_has_its_line_and_one_that_has_ended_has_none() -> None:
    held = [exempt("test_a", text="one"), exempt("test_b", ended=True), exempt("test_c", text="two")]
    assert list(lines.not_covered(found(exempt=held))) == [f"{check('test_a')}: one", f"{check('test_c')}: two"]


def waived(text: str, *names: str, passes: bool = True, ended: bool = False) -> list[Exempt]:
    """Checks that a waiver of this text is for."""
    held = waiver(text)
    return [Exempt("waived", text, str(held), ended, check(name), passes) for name in names]


ALL, ONE, FILE = "*::test_*a", check("test_a"), "tests/smoke/test_it.py"
SPELT = str(waiver(ALL))


def again(subject: str, what: str, spelt: str = SPELT) -> str:
    return f"passes again: {subject} was {spelt}; delete its {what}"


BOTH_PASS = [exempt("test_q[1]", passes=True), exempt("test_q[2]", passes=True)]
OTHER_TIERS = [entry("test_a"), *(entry("test_b", tier=tier) for tier in ("e2e", "load", "infra"))]
NOTES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "it fails": ({"exempt": [exempt("test_q")]}, []),
    "it passes": (
        {"exempt": [exempt("test_q", passes=True)]},
        [again(check("test_q"), "mark, if that lasts", WHY)],
    ),
    "it passes with each parameter": ({"exempt": BOTH_PASS}, [again(check("test_q"), "mark, if that lasts", WHY)]),
    "it passes with one parameter only": ({"exempt": [BOTH_PASS[0], exempt("test_q[2]")]}, []),
    "it has ended": (
        {"exempt": [exempt("test_q", passes=True, ended=True)]},
        [f"ended: {check('test_q')} decides again, it was {WHY}"],
    ),
    "a waived check passes": (
        {"exempt": waived(ONE, "test_a"), "environment": environment(waiver=[waiver(ONE)])},
        [again(ONE, "[[waiver]]")],
    ),
    "a waived pattern passes, in one tier of four": (
        {"exempt": waived(ALL, "test_a"), "environment": environment(waiver=[waiver(ALL)])},
        [again(ALL, "[[waiver]], if it is for smoke only")],
    ),
    "a waived pattern passes, in two tiers": (
        {
            "exempt": waived(ALL, "test_a"),
            "environment": environment(waiver=[waiver(ALL)]),
            "ledger": [entry("test_a"), entry("test_b", tier="infra"), entry("test_c")],
        },
        [again(ALL, "[[waiver]], if it is for infra and smoke only")],
    ),
    "a waived pattern passes, in three tiers": (
        {
            "exempt": waived(ALL, "test_a"),
            "environment": environment(waiver=[waiver(ALL)]),
            "ledger": OTHER_TIERS[:3],
        },
        [again(ALL, "[[waiver]], if it is for e2e and load and smoke only")],
    ),
    "a waived pattern passes, in all tiers": (
        {"exempt": waived(ALL, "test_a"), "environment": environment(waiver=[waiver(ALL)]), "ledger": OTHER_TIERS},
        [again(ALL, "[[waiver]]")],
    ),
    "a waived file passes, and one of its checks did not run": (
        {
            "exempt": waived(FILE, "test_a"),
            "environment": environment(waiver=[waiver(FILE)]),
            "ledger": [entry("test_a"), entry("test_b")],
        },
        [],
    ),
    "a waived file passes wholly, beside another waiver": (
        {
            "exempt": waived(FILE, "test_a", "test_b"),
            "environment": environment(waiver=[waiver(check("test_z", "e2e")), waiver(FILE)]),
            "ledger": [entry("test_a"), entry("test_b"), entry("test_z", tier="e2e")],
        },
        [again(FILE, "[[waiver]]")],
    ),
    "a waived pattern passes, and files were left aside": (
        {
            "exempt": waived(ALL, "test_a"),
            "environment": environment(waiver=[waiver(ALL)]),
            "left_aside": ["2 files of smoke"],
        },
        [],
    ),
    "a waived check passes, and files were left aside": (
        {
            "exempt": waived(ONE, "test_a"),
            "environment": environment(waiver=[waiver(ONE)]),
            "left_aside": ["2 files of smoke"],
        },
        [again(ONE, "[[waiver]]")],
    ),
    "a waiver that fits no check": (
        {"environment": environment(waiver=[waiver(check("test_gone"))])},
        [f"the waiver of {check('test_gone')} fits no check ({SPELT}): correct its check or delete it"],
    ),
    "a waiver of a tier that did not run": (
        {"environment": environment(waiver=[waiver(check("test_gone", "e2e"))])},
        [],
    ),
    "a waiver that may be for another tier": ({"environment": environment(waiver=[waiver("*test_gone")])}, []),
    "a waiver that fits no check of any tier": (
        {"environment": environment(waiver=[waiver("*test_gone")]), "ledger": OTHER_TIERS},
        [f"the waiver of *test_gone fits no check ({SPELT}): correct its check or delete it"],
    ),
    "a waiver that fits no check that was collected": (
        {"environment": environment(waiver=[waiver(check("test_gone"))]), "left_aside": ["2 files of smoke"]},
        [],
    ),
}


@pytest.mark.parametrize(("changed", "notes"), NOTES.values(), ids=NOTES)
def test_what_may_be_deleted_is_said_and_what_decides_again(changed: dict[str, Any], notes: list[str]) -> None:
    assert list(lines.notes(found(**changed))) == notes


def test_a_mark_and_a_waiver_of_one_check_are_told_apart() -> None:
    held = [exempt("test_a", passes=True), *waived(ONE, "test_a", passes=False)]
    where = environment(waiver=[waiver(ONE)])
    assert list(lines.notes(found(exempt=held, environment=where))) == [again(ONE, "mark, if that lasts", WHY)]
