"""A run says what changed since the last GO, which failures are new, and what flips."""

import re
from pathlib import Path

import pytest

from selftest.support.command import servio_verify
from selftest.support.processes import Verify
from selftest.support.project import Project
from selftest.support.results import entry, no_go, result
from servio_verify.results.history import KEPT, opened
from servio_verify.results.model import Endpoint, Fingerprint, Outcome, Result

THEN = Fingerprint(
    headers={"web Referrer-Policy": "no-referrer", "web Vary": "Origin"},
    cookies={"session": "HttpOnly; SameSite=Lax"},
    tls={"web": "TLSv1.3 A"},
    shapes={"/health": ("data.build", "data.checks", "data.checks.a", "data.status", "list", "list[].id")},
    home_ms=210,
    page_bytes=20_000,
    page_requests=12,
    endpoints={"GET /venues": Endpoint(count=9, p95_ms=40)},
)
NOW = Fingerprint(
    headers={"web Vary": "Origin"},
    cookies={"session": "SameSite=Lax"},
    tls={"web": "TLSv1.2 B"},
    shapes={"/health": ("data.status", "data.uptime")},
    home_ms=430,
    page_bytes=40_000,
    page_requests=15,
    endpoints={"GET /venues": Endpoint(count=9, p95_ms=400)},
)
CHANGES = (
    "build 5f3c1a9e2b7d → 0ddba11c0de5",
    "home page 210 → 430 ms",
    "home page 20 → 40 kB",
    "home page 12 → 15 requests",
    "header web Referrer-Policy gone",
    "cookie session: HttpOnly; SameSite=Lax → SameSite=Lax",
    "TLS of web: TLSv1.3 A → TLSv1.2 B",
    "/health has no data.build any more",
    "/health has no data.checks any more",
    "/health has no list any more",
    "/health has data.uptime now",
    "p95 of GET /venues 40 → 400 ms",
)
GOOD = entry("test_bad")
BAD = entry("test_bad", Outcome.FAILED, "the till is open")


def run_id(number: int) -> str:
    return f"20261123t02{number:04}z-abcdef"


def after(folder: Path, *before: Result, now: Result) -> Result:
    with opened(folder / "history.sqlite") as kept:
        for number, made in enumerate(before):
            kept.keep(made.model_copy(update={"run": run_id(number)}))
        return kept.compare(now.model_copy(update={"run": run_id(9000)}))


def test_what_changed_since_the_last_go_is_told(tmp_path: Path) -> None:
    now = after(
        tmp_path,
        result(GOOD, fingerprint=THEN),
        no_go(BAD, fingerprint=NOW),
        now=result(GOOD, build="0ddba11c0de5", fingerprint=NOW),
    )
    assert now.changes == CHANGES


def test_times_of_another_address_say_nothing(tmp_path: Path) -> None:
    """A sandbox has another one in each run, and this machine other work beside it."""
    elsewhere = result(GOOD, build="0ddba11c0de5", fingerprint=NOW, web_url="http://127.0.0.1:40143")
    now = after(tmp_path, result(GOOD, fingerprint=THEN), now=elsewhere)
    assert now.changes == tuple(line for line in CHANGES if not line.endswith(" ms"))


def test_what_stays_within_a_hair_is_no_change(tmp_path: Path) -> None:
    near = THEN.model_copy(update={"home_ms": 260.0, "page_bytes": 21_000})
    assert after(tmp_path, result(GOOD, fingerprint=THEN), now=result(GOOD, fingerprint=near)).changes == ()


def test_another_environment_s_runs_are_another_history(tmp_path: Path) -> None:
    assert after(tmp_path, result(GOOD, environment="demo", fingerprint=THEN), now=result(GOOD)).changes == ()


@pytest.mark.parametrize(("before", "new"), [((GOOD,), 1), ((BAD,), 0), ((), 1)], ids=["passed", "failed", "unknown"])
def test_a_failure_is_new_that_was_none_before(tmp_path: Path, before: tuple[object, ...], new: int) -> None:
    known = no_go(BAD) if before == (BAD,) else result(*(GOOD for _ in before))
    assert len(after(tmp_path, known, now=no_go(BAD)).new_failures) == new


def test_a_run_of_another_tier_in_between_makes_no_failure_new(tmp_path: Path) -> None:
    assert after(tmp_path, no_go(BAD), result(entry("test_other")), now=no_go(BAD)).new_failures == ()


def test_a_check_that_comes_and_goes_is_said_to_flip(tmp_path: Path) -> None:
    now = after(tmp_path, result(GOOD), no_go(BAD), result(GOOD), now=no_go(BAD))
    assert now.flips == {BAD.check: 3}
    assert after(tmp_path / "steady", result(GOOD), result(GOOD), now=no_go(BAD)).flips == {}


def test_a_tier_that_promises_less_than_at_a_go_before_says_so(tmp_path: Path) -> None:
    now = after(tmp_path, result(GOOD, entry("test_other")), result(GOOD), now=result(GOOD))
    assert now.not_covered == (f"smoke: 1 checks fewer than at a GO before (1, in run {run_id(0)} 2)",)
    told = result(GOOD, not_covered=("3 files of smoke that were not asked for",))
    assert after(tmp_path, now=told).not_covered == told.not_covered
    deselected = entry("test_other", Outcome.NOT_SELECTED)
    assert after(tmp_path, now=result(GOOD, deselected)).not_covered == ()


def test_what_did_not_run_now_flips_no_more(tmp_path: Path) -> None:
    now = after(tmp_path, result(GOOD), no_go(BAD), result(GOOD), no_go(BAD), now=result(entry("test_other")))
    assert now.flips == {}


def test_a_rehearsal_with_a_fault_is_compared_with_no_other_run(tmp_path: Path) -> None:
    with opened(tmp_path / "history.sqlite") as kept:
        for number, made in enumerate((result(GOOD, fingerprint=THEN), no_go(BAD), result(GOOD), no_go(BAD))):
            kept.keep(made.model_copy(update={"run": run_id(number)}), rehearsal=made.failed > 0)
        now = kept.compare(no_go(BAD).model_copy(update={"run": run_id(9000)}))
        assert (now.new_failures, now.flips) == ((BAD.check,), {})
        assert len(kept.latest("staging", 9)) == 4


def flags(**states: str) -> dict[str, dict[str, str]]:
    return {"unleash": {name.replace("_", "-"): state for name, state in states.items()}}


def flag_change(folder: Path, *before: tuple[Result, dict[str, dict[str, str]]], now: dict[str, dict[str, str]]) -> str:
    with opened(folder / "history.sqlite") as kept:
        for number, (made, states) in enumerate(before):
            kept.keep(made.model_copy(update={"run": run_id(number)}), states)
        return "".join(kept.compare(result(GOOD).model_copy(update={"run": run_id(9000)}), now).changes)


THEN_ON = flags(split_bills="off", old_menu="on 1", tips="on 1", beta="on 1", draft="off")
NOW_ON = flags(split_bills="on 1", tips="on 2", beta="on 1", new_menu="on 1", poll="off")


def test_flags_that_changed_since_the_last_go_are_told_in_one_line(tmp_path: Path) -> None:
    told = flag_change(tmp_path, (result(GOOD), THEN_ON), (no_go(BAD), NOW_ON), now=NOW_ON)
    assert told == "flags: + new-menu, + split-bills, - old-menu, ~ tips"


def test_flags_are_held_against_the_last_go_that_knew_them(tmp_path: Path) -> None:
    told = flag_change(tmp_path, (result(GOOD), THEN_ON), (result(GOOD), {}), now=NOW_ON)
    assert told == f"flags since run {run_id(0)}: + new-menu, + split-bills, - old-menu, ~ tips"


@pytest.mark.parametrize(
    ("then", "now"), [({}, NOW_ON), (THEN_ON, {}), (NOW_ON, NOW_ON), ({"launchdarkly": {"tips": "on"}}, NOW_ON)]
)
def test_flags_that_nobody_knew_then_or_now_did_not_change(
    tmp_path: Path, then: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> None:
    assert flag_change(tmp_path, (result(GOOD), then), now=now) == ""


def test_the_oldest_runs_are_forgotten(tmp_path: Path) -> None:
    after(tmp_path, *(result() for _ in range(KEPT + 3)), now=result())
    with opened(tmp_path / "history.sqlite") as kept:
        assert len(kept.latest("staging", KEPT * 2)) == KEPT


def test_runs_are_kept_compared_and_shown(tmp_path: Path, verify: Verify, clean_environ: dict[str, str]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\n")
    place = {"SERVIO_HISTORY": str(tmp_path / "kept" / "history.sqlite")}
    project.run(**place)
    project.write("def test_good(web): assert False\n")
    second = project.run(SERVIO_SANDBOX="--build 0ddba11c0de5 --fault no-referrer-web", **place)
    for line in ("build 5f3c1a9e2b7d → 0ddba11c0de5", "header web Referrer-Policy gone"):
        assert f"changed since the last GO: {line}" in second.output
    assert "new failure: tests/smoke/test_it.py::test_good" in second.output
    rehearsed = project.run("--fault", "no-csp-web", **place)
    assert not re.search("new failure|changed since|flips", rehearsed.output), rehearsed.output
    shown = servio_verify(tmp_path, clean_environ | place, "history", "--env", "local").stdout.splitlines()
    assert ["NO-GO" in shown[1], " GO " in shown[3], shown[4]] == [True, True, "1 of 3 GO"], shown
