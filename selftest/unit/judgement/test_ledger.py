"""The ledger: what becomes of each promised check, whatever its reports say of it."""

from pathlib import Path
from typing import Any, Literal

import pytest

from selftest.unit.judgement.made import check, exempt, failure
from servio_verify.failures.failure import ATTRIBUTE
from servio_verify.failures.kind import Kind
from servio_verify.judgement.ledger import Ledger, take_promised, tier_of, write_promised
from servio_verify.results.model import Outcome
from servio_verify.run.files import named

A, B = check("test_a"), check("test_b")
When = Literal["setup", "call", "teardown"]


def report(
    name: str, outcome: str = "passed", when: When = "call", longrepr: Any = None, **more: Any
) -> pytest.TestReport:
    made = pytest.TestReport(
        check(name), ("", 0, ""), {}, outcome, longrepr, when, duration=0.25  # type: ignore[arg-type] # a rerun's too
    )  # fmt: skip
    for attribute, value in more.items():
        setattr(made, attribute, value)
    return made


def failed(name: str, when: When = "call", kind: Kind = Kind.CONTENT, **more: Any) -> pytest.TestReport:
    return report(name, "failed", when, **{ATTRIBUTE: failure(name, kind).model_dump(mode="json")}, **more)


def skipped(name: str, why: str, when: When = "setup") -> pytest.TestReport:
    return report(name, "skipped", when, ("test_it.py", 3, why))


def held(name: str, outcome: str = "skipped", passes_as: bool = False, fails: bool = False) -> pytest.TestReport:
    """A report of a check in quarantine; `passes_as` is the one that pytest makes of it when it passes."""
    exempted = exempt(name)._replace(check="", passes=False)
    more: dict[str, Any] = {"wasxfail": "quarantined: known"} if outcome == "skipped" or passes_as else {}
    more |= {ATTRIBUTE: failure(name).model_dump(mode="json")} if fails else {}
    return report(name, outcome, user_properties=[("servio_exempt", tuple(exempted))], **more)


SKIP = "Skipped: the API has no /ready"
SAID = f"The till is open\n{A}, 00:01:40 (UTC)"
XFAIL = f"{A} gave up by pytest.xfail (later): write a quarantine"
BECAME: dict[str, tuple[list[pytest.TestReport], Outcome, str]] = {
    "it passed": ([report("test_a", when="setup"), report("test_a")], Outcome.PASSED, ""),
    "only its set-up passed": ([report("test_a", when="setup")], Outcome.NOT_RUN, "not heard of"),
    "it failed": ([report("test_a", when="setup"), failed("test_a")], Outcome.FAILED, SAID),
    "its set-up failed": ([failed("test_a", "setup")], Outcome.FAILED, SAID),
    "its teardown failed": ([report("test_a"), failed("test_a", "teardown")], Outcome.FAILED, SAID),
    "its worker crashed": (
        [failed("test_a", kind=Kind.CRASH)],
        *(Outcome.NOT_RUN, SAID),
    ),
    "it was skipped": ([skipped("test_a", SKIP)], Outcome.SKIPPED, "the API has no /ready"),
    "it was skipped, without a reason": (
        [skipped("test_a", "Skipped")],
        *(Outcome.SKIPPED, f"{A}: skipped without a reason"),
    ),
    "it was skipped in other words": ([skipped("test_a", " because ")], Outcome.SKIPPED, "because"),
    "it was skipped without a place": (
        [report("test_a", "skipped", "setup", "gone")],
        *(Outcome.SKIPPED, f"{A}: skipped without a reason"),
    ),
    "it was skipped in its teardown": ([report("test_a"), skipped("test_a", SKIP, "teardown")], Outcome.PASSED, ""),
    "it passed when it was tried again": (
        [report("test_a", "rerun"), report("test_a")],
        *(Outcome.FLAKY, "passed only when it was tried again"),
    ),
    "it failed again": ([report("test_a", "rerun"), failed("test_a")], Outcome.FAILED, SAID),
    "it is in quarantine, and fails": (
        [report("test_a", when="setup", user_properties=held("test_a").user_properties), held("test_a", fails=True)],
        *(Outcome.QUARANTINED, f"quarantined: known\n{SAID}"),
    ),
    "it is in quarantine, and passes": (
        [held("test_a", "passed", passes_as=True)],
        *(Outcome.QUARANTINED, "quarantined: known"),
    ),
    "it is in quarantine, and its teardown fails": (
        [held("test_a", "passed", passes_as=True), failed("test_a", "teardown")],
        *(Outcome.FAILED, SAID),
    ),
    "it gave up by itself": ([report("test_a", "skipped", wasxfail="reason: later")], Outcome.NOT_RUN, XFAIL),
    "it gave up in its set-up, after it had passed once": (
        [report("test_a"), report("test_a", "skipped", wasxfail="reason: later")],
        *(Outcome.PASSED, ""),
    ),
    "it passed where it was expected to fail": ([report("test_a", "passed", wasxfail="")], Outcome.PASSED, ""),
}


@pytest.mark.parametrize(("reports", "outcome", "why"), BECAME.values(), ids=BECAME)
def test_what_becomes_of_a_check(reports: list[pytest.TestReport], outcome: Outcome, why: str) -> None:
    ledger = Ledger()
    ledger.select([A])
    for each in reports:
        ledger.note(each)
    (entry,) = ledger.entries("not selected", "not heard of")
    assert (entry.check, entry.tier, entry.outcome, entry.why) == (A, "smoke", outcome, why)
    assert entry.seconds == 0.25 * len(reports)


def test_failures_are_kept_for_the_causes_in_the_order_in_which_they_came() -> None:
    ledger = Ledger()
    for each in (failed("test_b"), report("test_c"), held("test_d", fails=True), failed("test_a")):
        ledger.note(each)
    assert ledger.failures == [failure("test_b"), failure("test_a")]


def test_what_was_not_selected_is_promised_all_the_same() -> None:
    ledger = Ledger()
    ledger.promise([A, B, check("test_c", "e2e")])
    ledger.select(iter([B]))
    assert list(ledger.promised) == [A, B, check("test_c", "e2e")]
    found = [(each.check, each.outcome, each.why) for each in ledger.entries("-k b", "stopped")]
    assert found == [(A, Outcome.NOT_SELECTED, "-k b"), (B, Outcome.NOT_RUN, "stopped")]


def test_a_run_has_begun_when_anything_is_known_of_a_check() -> None:
    ledger = Ledger()
    ledger.select([A])
    assert not ledger.has_begun
    ledger.note(report("test_a", when="setup"))
    assert ledger.has_begun


def test_seconds_are_those_of_all_phases_to_the_millisecond() -> None:
    ledger = Ledger()
    phases: tuple[When, ...] = ("setup", "call", "teardown")
    for phase in phases:
        ledger.note(report("test_a", when=phase, duration=0.33349))
    ledger.select([A, B])
    assert [each.seconds for each in ledger.entries("", "")] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("phases", "passes"),
    [([True, True], [True]), ([True, False], [False]), ([False, True], [False])],
    ids=["each phase passes", "the last fails", "the first fails"],
)
def test_an_exempt_check_passes_as_long_as_each_phase_does(phases: list[bool], passes: list[bool]) -> None:
    ledger = Ledger()
    for passed in phases:
        ledger.note(held("test_a", "passed" if passed else "skipped", passes_as=True))
    assert [each.passes for each in ledger.exempt] == passes
    assert [each.check for each in ledger.exempt] == [A]


def test_an_exemption_that_did_not_count_is_not_listed() -> None:
    ledger = Ledger()
    ledger.note(held("test_a"))
    ledger.note(held("test_b", "passed"))
    ended = exempt("test_c", ended=True)._replace(check="", passes=False)
    ledger.note(report("test_c", user_properties=[("servio_exempt", tuple(ended))]))
    assert [(each.check, each.ended) for each in ledger.exempt] == [(A, False), (check("test_c"), True)]


def lost(outcome: str, longrepr: Any, nodeid: str = "tests/smoke/test_it.py") -> pytest.CollectReport:
    return pytest.CollectReport(nodeid, outcome, longrepr, [])  # type: ignore[arg-type] # a word of pytest's


def test_a_file_that_cannot_be_collected_is_our_own_error() -> None:
    ledger = Ledger()
    for _ in range(2):  # every worker says so
        ledger.lose(lost("failed", "tests/smoke/test_it.py:3: in <module>\n    x\nE   NameError: 'x'\n"))
    ((said),) = ledger.failures
    assert (said.check, said.kind) == ("tests/smoke/test_it.py", Kind.SUITE_ERROR)
    assert (said.text, said.since, said.until) == (
        *("a file of checks could not be collected: NameError: 'x'", 0.0, 0.0),
    )
    assert [(each.outcome, each.tier) for each in ledger.entries("", "")] == [(Outcome.FAILED, "smoke")]


def test_a_file_that_is_skipped_is_skipped_with_its_reason() -> None:
    ledger = Ledger()
    ledger.lose(lost("passed", None, "tests/smoke"))
    ledger.lose(lost("skipped", ("test_it.py", 1, "Skipped: no locust")))
    (entry,) = ledger.entries("", "")
    assert (entry.outcome, entry.why) == (Outcome.SKIPPED, "all of tests/smoke/test_it.py (no locust)")


def test_what_workers_collected_is_handed_over_once(tmp_path: Path) -> None:
    write_promised(tmp_path, "gw1", iter(["é", B]))
    write_promised(tmp_path, "gw0", [A, B])
    (tmp_path / named("journal-*.jsonl", "gw0")).write_text("[]")
    assert take_promised(tmp_path) == [A, B, "é"]
    assert take_promised(tmp_path) == []


@pytest.mark.parametrize(("path", "tier"), [("tests/e2e/test_it.py::test_a", "e2e"), ("elsewhere/test_it.py", "other")])
def test_the_folder_says_the_tier(path: str, tier: str) -> None:
    assert tier_of(path) == tier
