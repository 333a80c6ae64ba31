"""Several results make one verdict, the strictest first; what does not belong together is refused."""

from pathlib import Path
from typing import Any

import pytest

from selftest.support.load_json import LOAD, SLOW, written
from selftest.support.results import entry, no_go, result
from servio_verify.results.merge import MergeError, merge
from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict


@pytest.mark.parametrize(
    ("verdicts", "strictest"),
    [
        ((Verdict.GO, Verdict.GO), Verdict.GO),
        ((Verdict.GO, Verdict.INCONCLUSIVE), Verdict.INCONCLUSIVE),
        ((Verdict.INCONCLUSIVE, Verdict.NO_GO), Verdict.NO_GO),
        ((Verdict.NO_GO, Verdict.INVALID, Verdict.GO), Verdict.INVALID),
    ],
)
def test_the_strictest_decides(tmp_path: Path, verdicts: tuple[Verdict, ...], strictest: Verdict) -> None:
    merged = merge(written(tmp_path, *(result(entry("test_good"), verdict=verdict) for verdict in verdicts)))
    assert (merged.verdict, merged.exit_code) == (strictest, strictest.exit_code)
    assert [part.verdict for part in merged.parts] == list(verdicts)


def test_a_run_that_left_no_verdict_leaves_no_go(tmp_path: Path) -> None:
    files = written(tmp_path, result(entry("test_good")), result(entry("test_other")))
    merged = merge(files, runs=3)
    assert (merged.verdict, merged.reasons) == (Verdict.INCONCLUSIVE, ("1 of 3 runs left no verdict",))
    assert merge(files, runs=2).verdict == Verdict.GO
    worse = merge(written(tmp_path, result(entry("test_bad"), verdict=Verdict.NO_GO)), runs=3)
    assert worse.verdict == Verdict.NO_GO


def test_files_that_another_shard_ran_are_covered(tmp_path: Path) -> None:
    def shard(file: str) -> Result:
        of_it = entry("test_good").model_copy(update={"check": f"tests/e2e/{file}::test_good", "tier": "e2e"})
        return result(of_it, not_covered=("2 files of e2e that were not asked for",))

    assert merge(written(tmp_path, shard("a.py"), shard("b.py"), shard("c.py"))).not_covered == ()
    (left,) = merge(written(tmp_path, shard("a.py"), shard("b.py"))).not_covered
    assert left == "1 files of e2e that were not asked for"


def test_a_load_run_is_a_tier_of_its_own(tmp_path: Path) -> None:
    merged = merge(written(tmp_path, result(entry("test_good")), LOAD))
    assert (merged.verdict, merged.tiers, merged.passed) == (Verdict.GO, ("smoke", "load"), 2)
    assert "which build load ran against: it attested none" in merged.not_covered


@pytest.mark.parametrize(("outcomes", "outcome"), [("pass pass", "passed"), ("pass fail", "failed")])
def test_a_gate_for_each_endpoint_is_one_check(tmp_path: Path, outcomes: str, outcome: str) -> None:
    gates = [LOAD["gates"][0] | {"outcome": one} for one in outcomes.split()]
    merged = merge(written(tmp_path, LOAD | {"gates": gates}))
    assert [(check.check, check.outcome) for check in merged.ledger] == [
        ("tests/load/test_gates.py::test_the_gate_holds[p95 < 500 ms on run]", outcome)
    ]


def test_a_slow_servio_is_no_go_however_well_the_rest_went(tmp_path: Path) -> None:
    merged = merge(written(tmp_path, result(entry("test_good")), LOAD | {"verdict": "NO-GO", "reasons": SLOW}))
    assert (merged.verdict, merged.reasons) == (Verdict.NO_GO, ("Load: p95 is 612 ms, over 500",))


def test_shards_cover_together_what_each_leaves_out(tmp_path: Path) -> None:
    left_out = entry("test_b", Outcome.NOT_SELECTED, "-k a"), entry("test_a", Outcome.NOT_SELECTED, "-k b")
    merged = merge(written(tmp_path, result(entry("test_a"), left_out[0]), result(left_out[1], entry("test_b"))))
    assert (merged.passed, merged.not_selected, merged.not_covered) == (2, 0, ())


def test_a_check_that_failed_once_has_failed(tmp_path: Path) -> None:
    bad = entry("test_bad", Outcome.FAILED, "the till is open")
    assert merge(written(tmp_path, no_go(bad), result(entry("test_bad")))).failed == 1


STRANGERS: dict[str, Result | dict[str, Any]] = {
    "another environment": result(environment="demo"),
    "another address": result(web_url="https://other.example.com"),
    "another build": result(build="0ddba11c0de5"),
    "load on another environment": LOAD | {"environment": "demo"},
    "load on another build": LOAD | {"build": "0ddba11c0de5"},
    "another schema": {"schema": "servio-verify/verdict-9"},
    "a load run of another schema": LOAD | {"schema": 3},
    "half a result": {"schema": "servio-verify/verdict-1"},
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_what_does_not_belong_together_is_refused(tmp_path: Path, stranger: Result | dict[str, Any]) -> None:
    with pytest.raises(MergeError, match=r"1\.json"):
        merge(written(tmp_path, result(), stranger))


def test_a_short_and_a_long_name_are_one_build(tmp_path: Path) -> None:
    assert merge(written(tmp_path, result(), result(build="5f3c1a9"))).verdict is Verdict.GO


def test_a_file_that_is_named_twice_is_one_run(tmp_path: Path) -> None:
    (file,) = written(tmp_path, result(entry("test_good")))
    assert merge([file, file.parent / "." / file.name, file], runs=2).reasons == ("1 of 2 runs left no verdict",)


def test_a_load_that_was_lighter_than_promised_is_not_covered(tmp_path: Path) -> None:
    left_out = "the load that profile 'staging' promises: it ran with think = 4 instead of think = 1"
    merged = merge(written(tmp_path, result(entry("test_good")), LOAD | {"not_covered": [left_out]}))
    assert left_out in merged.not_covered
