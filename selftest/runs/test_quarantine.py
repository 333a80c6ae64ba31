"""What is in quarantine or waived runs, is reported, and does not decide until its date; nothing else walks past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.runs.test_allure import labels_of, results
from selftest.support.processes import Outcome, Verify
from selftest.support.project import Project

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)
IT = "tests/smoke/test_it.py"

CHECKS = """
def test_good(): pass

@pytest.mark.quarantine("slow index", "ada", until=datetime.date.fromisoformat("{until}"))
def test_slow(): assert False, "it is slow"

@pytest.mark.quarantine("flaky", "ada", until=datetime.date.fromisoformat("{until}"))
def test_flaky(): pass

@pytest.mark.parametrize("name", ["home", "login"])
def test_colours(name): assert name == "login", "no contrast"

def test_mail(): pass

def test_left_out(): pytest.skip()
"""

WAIVERS = """
[[waiver]]
check = "tests/smoke/test_it.py::test_colours"
reason = "the old theme"
owner = "grace"
until = {until}

[[waiver]]
check = "*mail*"
reason = "no mail here"
owner = "grace"
until = {until}

[[waiver]]
check = "tests/smoke/test_gone.py"
reason = "not built yet"
owner = "grace"
until = {until}
"""

OTHER = 'pytest.skip("no module for it", allow_module_level=True)\n'

Exempt = Callable[..., Outcome]


@pytest.fixture
def exempt(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> Exempt:
    """Run these checks with these waivers in the environment's file."""
    project = Project(tmp_path / "project", verify)

    def run(checks: str, waivers: str = "", *arguments: str, other: str = "") -> Outcome:
        project.write(checks)
        if other:
            project.write(other, file="test_other.py")
        with (project.folder / "environments/local.toml").open("a") as file:
            file.write(waivers)
        return project.run(*arguments, **healthy)

    return run


@pytest.mark.parametrize("processes", ["0", "2"])
def test_what_is_exempt_does_not_decide_and_is_not_covered(exempt: Exempt, processes: str) -> None:
    ended = exempt(CHECKS.format(until=TODAY), WAIVERS.format(until=TODAY), "-n", processes, other=OTHER)
    assert (ended.code, ended.verdict["verdict"]) == (0, "GO"), ended.output
    waived = f"waived until {TODAY}, grace: the old theme"
    assert set(ended.verdict["not_covered"]) == {
        f"{IT}::test_slow: quarantined until {TODAY}, ada: slow index",
        f"{IT}::test_flaky: quarantined until {TODAY}, ada: flaky",
        f"{IT}::test_colours[home], {IT}::test_colours[login]: {waived}",
        f"{IT}::test_mail: waived until {TODAY}, grace: no mail here",
        f"{IT}::test_left_out: skipped without a reason",
        "all of tests/smoke/test_other.py (no module for it)",
    }
    said = [line for line in ended.verdict["notes"] if "waive" in line or "quarantine" in line]
    assert sorted(said) == [
        f"passes again: *mail* was waived until {TODAY}, grace: no mail here; delete its "
        "[[waiver]], if it is for smoke only",
        f"passes again: {IT}::test_flaky was quarantined until {TODAY}, ada: flaky; delete its mark, if that lasts",
        "the waiver of tests/smoke/test_gone.py fits no check (waived until "
        f"{TODAY}, grace: not built yet): correct its check or delete it",
    ]
    assert ended.verdict["quarantined"][f"{IT}::test_colours[home]"].startswith(f"{waived}\nNo contrast")
    home = results(ended.run)[f"{IT}::test_colours[home]"]
    assert home["statusDetails"]["muted"]
    assert (labels_of(home)["owner"], labels_of(home)["cause"]) == ("grace", "quarantined")


def test_after_its_date_a_check_decides_again_and_the_verdict_says_so(exempt: Exempt) -> None:
    ended = exempt(CHECKS.format(until=YESTERDAY), WAIVERS.format(until=YESTERDAY))
    assert (ended.code, ended.verdict["failed"]) == (1, 2), ended.output
    for line in (
        f"ended: {IT}::test_colours decides again, it was waived until {YESTERDAY}, grace: the old theme",
        f"ended: {IT}::test_slow decides again, it was quarantined until {YESTERDAY}, ada: slow index",
    ):
        assert line in ended.output


def test_where_nothing_decides_there_is_no_go(exempt: Exempt) -> None:
    ended = exempt(CHECKS.partition("def test_good(): pass")[2].partition("@pytest.mark.param")[0].format(until=TODAY))
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    assert "No check that decides ran to its end" in ended.output


def test_a_waiver_that_fits_every_check_of_a_tier_is_refused(exempt: Exempt) -> None:
    wide = WAIVERS.format(until=TODAY).replace("*mail*", "*test_it*")
    ended = exempt(CHECKS.format(until=TODAY), wide, "-n", "1")
    assert ended.code == 4, ended.output
    assert "[[waiver]]: '*test_it*' fits every check of smoke: name those that are known to fail" in ended.output
    assert "Traceback" not in ended.output


def test_a_check_that_gives_up_by_itself_did_not_run(exempt: Exempt) -> None:
    ended = exempt('def test_good(): pass\ndef test_late(): pytest.xfail("slow index")\n')
    assert (ended.code, ended.verdict["not_run"]) == (10, 1), ended.output
    assert '"Late" gave up by pytest.xfail (slow index): write a quarantine' in ended.output


MARKS = {
    "quarantine('why', 'who')": "it has no until",
    "quarantine('', 'who', until=datetime.date.today())": "it has no reason",
    "quarantine('why', ' ', until=datetime.date.today())": "it has no owner",
    "quarantine('why', 'who', until='soon')": "'soon' is no day",
    "quarantine('why', 'who', until=datetime.date.today() + datetime.timedelta(days=32))": "over 30 days ahead",
    "quarantine('why', 'who', untill=datetime.date.today())": "Extra inputs are not permitted",
    "xfail(reason='slow index')": "@pytest.mark.xfail lets a check fail without an owner and an end",
    "skip(reason='slow index')": "@pytest.mark.skip leaves a check out without an owner and an end",
}


@pytest.mark.parametrize(("mark", "said"), MARKS.items(), ids=list(MARKS))
def test_a_mark_that_exempts_without_reason_owner_or_end_is_refused(
    tmp_path: Path, verify: Verify, mark: str, said: str
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(f"@pytest.mark.{mark}\ndef test_known(): pass\n")
    ended = project.run("--collect-only")
    assert ended.code == 4, ended.output
    (line,) = [line for line in ended.lines if line.startswith("ERROR: ")]
    assert said in line
    assert "write @pytest.mark.quarantine(reason, owner, until=date(2026, 1, 31))" in line
