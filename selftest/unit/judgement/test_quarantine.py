"""Checks in quarantine and waived ones: what does not decide, what travels with a report, which marks are refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal

import pytest

from selftest.unit.judgement.made import TODAY, waiver
from servio_verify.judgement.quarantine import EXEMPTION, Exempt, apply

THEN, ENDED = TODAY + timedelta(days=9), TODAY - timedelta(days=1)
SAID = f"quarantined until {THEN}, ada: known"
INSTEAD = "write @pytest.mark.quarantine(reason, owner, until=date(2026, 1, 31))"

Collected = Callable[..., pytest.Item]


@pytest.fixture
def collected(request: pytest.FixtureRequest) -> Collected:
    """A check as pytest collects it, with these marks."""

    def make(name: str, *marks: pytest.MarkDecorator) -> pytest.Item:
        item: pytest.Item = pytest.Function.from_parent(request.node.parent, name=name, callobj=lambda: None)
        for mark in marks:
            item.add_marker(mark)
        return item

    return make


def quarantine(until: date | str = THEN, **more: str) -> pytest.MarkDecorator:
    return pytest.mark.quarantine("known", "ada", until=until, **more)


def let_fail(item: pytest.Item) -> list[dict[str, Any]]:
    """How pytest is told to let a check fail; empty where it decides."""
    return [dict(mark.kwargs) for mark in item.iter_markers("xfail")]


def reported(item: pytest.Item, outcome: Literal["passed", "failed", "skipped"]) -> Exempt | None:
    """What the report of a check says that it is exempt by."""
    properties = [("other", "x"), *item.user_properties]
    return Exempt.of_report(
        pytest.TestReport(item.nodeid, ("", 0, ""), {}, outcome, None, "call", (), 0, 0, 0, properties)
    )


def told_of(item: pytest.Item) -> Exempt:
    return Exempt.of(item.stash[EXEMPTION], item.nodeid)


@pytest.mark.parametrize(("outcome", "passes"), [("skipped", False), ("passed", True)])
def test_a_check_in_quarantine_does_not_decide_and_says_so(
    collected: Collected, outcome: Literal["passed", "skipped"], passes: bool
) -> None:
    item, other = collected("test_a[x[1]]", quarantine()), collected("test_b")
    assert apply([item, other]) == []
    assert (let_fail(item), let_fail(other)) == ([{"reason": SAID, "strict": False}], [])
    subject = item.nodeid.partition("[")[0]
    held = Exempt("quarantined", subject, SAID, ended=False, check=item.nodeid, passes=passes)
    assert (reported(item, outcome), reported(other, outcome)) == (held, None)


@pytest.mark.parametrize("until", [ENDED, str(ENDED)])
def test_after_its_date_a_check_decides_again(collected: Collected, until: date | str) -> None:
    item = collected("test_a", quarantine(until))
    assert (apply([item]), let_fail(item)) == ([], [])
    assert (held := reported(item, "failed")) is not None
    assert held.ended


mark = pytest.mark.quarantine
LATE = TODAY + timedelta(days=31)
MISTAKES = {
    "empty": (mark(), f"it has no reason and no owner and no until; {INSTEAD}"),
    "too many": (mark("known", "ada", THEN, "https://x", 1), INSTEAD),
    "another word": (mark("known", "ada", THEN, number=1), f"Extra inputs are not permitted; {INSTEAD}"),
    "too long": (quarantine(LATE), f"quarantine until {LATE} is over 30 days ahead; {INSTEAD}"),
    "skip": (pytest.mark.skip, f"@pytest.mark.skip leaves a check out without an owner and an end: {INSTEAD}"),
    "xfail": (pytest.mark.xfail, f"@pytest.mark.xfail lets a check fail without an owner and an end: {INSTEAD}"),
}


@pytest.mark.parametrize(("wrong", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mark_without_an_end_is_a_mistake_with_what_to_write(
    collected: Collected, wrong: pytest.MarkDecorator, mistake: str
) -> None:
    item, other = collected("test_a", wrong), collected("test_b")
    assert apply([item, other], [waiver("*::test_b")]) == [f"{item.nodeid}: {mistake}"]
    assert EXEMPTION not in item.stash
    assert EXEMPTION in other.stash


@pytest.mark.parametrize("whole", [mark("known", "ada", str(THEN), "https://x"), quarantine(issue="https://x")])
def test_the_issue_may_be_named(collected: Collected, whole: pytest.MarkDecorator) -> None:
    item = collected("test_a", whole)
    assert (apply([item]), str(item.stash[EXEMPTION])) == ([], SAID)


@pytest.mark.parametrize(("days", "mistakes"), [(30, 0), (31, 1)])
def test_a_quarantine_lasts_thirty_days_at_most(collected: Collected, days: int, mistakes: int) -> None:
    assert len(apply([collected("test_a", quarantine(TODAY + timedelta(days=days)))])) == mistakes


def test_a_waiver_says_by_its_own_text_which_checks_do_not_decide(collected: Collected) -> None:
    item, other = collected("test_a"), collected("test_b")
    assert apply([item, other], [waiver("*::test_a"), waiver("*::test_c")]) == []
    assert told_of(item) == Exempt("waived", "*::test_a", f"waived until {THEN}, ada: known", ended=False)
    assert EXEMPTION not in other.stash
    assert let_fail(item)


def test_of_several_exemptions_the_first_that_holds_is_taken(collected: Collected) -> None:
    item = collected("test_a", quarantine(ENDED))
    apply([item], [waiver("*::test_a", ENDED), waiver("*_a"), waiver("*::test_a")])
    assert (told_of(item).subject, bool(let_fail(item))) == ("*_a", True)


def test_of_several_that_have_ended_the_mark_is_told(collected: Collected) -> None:
    item = collected("test_a", quarantine(ENDED))
    apply([item], [waiver("*_a", ENDED)])
    assert (told_of(item).word, let_fail(item)) == ("quarantined", [])
