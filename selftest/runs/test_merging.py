"""Several runs make one verdict, the strictest first; what does not belong together is refused."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selftest.support.processes import ROOT
from selftest.support.results import entry, no_go, result
from servio_verify.results.merge import MergeError, merge
from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict

LOAD: dict[str, Any] = {
    "schema": 1,
    "verdict": "GO",
    "exit_code": 0,
    "reasons": [{"verdict": "GO", "text": "beside the generator: a browser"}],
    "environment": "staging",
    "target": "https://staging.example.com",
    "run_id": "20261123t031104z-abcdef",
    "gates": [
        {"gate": "p95 < 500", "endpoint": "all endpoints", "scope": "run", "outcome": "pass", "text": "p95 is 210 ms"}
    ],
}
SLOW = [{"verdict": "NO-GO", "text": "p95 is 612 ms, over 500"}]


def written(folder: Path, *results: Result | dict[str, Any]) -> list[Path]:
    paths = []
    for number, made in enumerate(results):
        paths.append(folder / f"{number}.json")
        text = json.dumps(made) if isinstance(made, dict) else made.model_dump_json(by_alias=True)
        paths[-1].write_text(text)
    return paths


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


def test_a_slow_servio_is_no_go_however_well_the_rest_went(tmp_path: Path) -> None:
    merged = merge(written(tmp_path, result(entry("test_good")), LOAD | {"verdict": "NO-GO", "reasons": SLOW}))
    assert (merged.verdict, merged.reasons) == (Verdict.NO_GO, ("load: p95 is 612 ms, over 500",))


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
    "a load run of another schema": LOAD | {"schema": 2},
    "half a result": {"schema": "servio-verify/verdict-1"},
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_what_does_not_belong_together_is_refused(tmp_path: Path, stranger: Result | dict[str, Any]) -> None:
    with pytest.raises(MergeError, match=r"1\.json"):
        merge(written(tmp_path, result(), stranger))


def test_a_short_and_a_long_name_are_one_build(tmp_path: Path) -> None:
    assert merge(written(tmp_path, result(), result(build="5f3c1a9"))).verdict is Verdict.GO


def servio_verify(folder: Path, environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "servio_verify.cli", *arguments],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_reader_who_has_seen_enough_changes_no_verdict(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    (file,) = written(tmp_path, result(entry("test_good")))
    command = [sys.executable, "-m", "servio_verify.cli", "verdict", str(file)]
    environ = clean_environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (0, b"")


def test_the_command_prints_the_verdict_and_ends_with_its_code(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    written(tmp_path, result(entry("test_good")), LOAD | {"verdict": "NO-GO", "reasons": SLOW})
    summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    files = ("0.json", "1.json", "--output", "merged.json")
    ended = servio_verify(tmp_path, clean_environ | summary, "verdict", *files)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith("NO-GO for staging\n- load: p95 is 612 ms, over 500\n")
    assert "NO-GO for staging" in (tmp_path / "summary.md").read_text()
    assert merge([tmp_path / "merged.json"]).verdict is Verdict.NO_GO


def test_a_file_that_is_none_is_one_line_and_exit_code_4(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    ended = servio_verify(tmp_path, clean_environ, "verdict", "nowhere.json")
    assert (ended.returncode, ended.stderr.count("\n")) == (4, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "required: COMMAND"),
        (("verdikt",), "invalid choice: 'verdikt'"),
        (("verdict", "0.json", "--runs", "-1"), "'-1' is no number of runs"),
        (("sweep", "--older-than", "2"), "'2' is no age; write it as 30m, 2h or 1d"),
        (("sweep", "--older-than", "99999999999d"), "is longer than there is time"),
    ],
)
def test_a_mistake_in_the_command_is_one_line_and_exit_code_4(
    tmp_path: Path, clean_environ: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    ended = servio_verify(tmp_path, clean_environ, *arguments)
    assert (ended.returncode, ended.stderr.count("\n")) == (4, 1), ended.stderr
    assert said in ended.stderr


def test_an_output_that_cannot_be_written_takes_no_verdict_along(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    written(tmp_path, result(entry("test_good")))
    ended = servio_verify(tmp_path, clean_environ, "verdict", "0.json", "--output", "0.json/merged.json")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "GO for staging")
    assert "0.json/merged.json or its summary page could not be written" in ended.stderr
    assert servio_verify(tmp_path, clean_environ, "verdict", "0.json", "--output", "new/merged.json").returncode == 0
    assert (tmp_path / "new" / "merged.json").is_file()


def test_a_file_that_is_named_twice_is_one_run(tmp_path: Path) -> None:
    (file,) = written(tmp_path, result(entry("test_good")))
    assert merge([file, file.parent / "." / file.name, file], runs=2).reasons == ("1 of 2 runs left no verdict",)


def test_a_history_that_is_none_is_named(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    ended = servio_verify(tmp_path, clean_environ | {"SERVIO_HISTORY": str(tmp_path)}, "history")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"{tmp_path}: unable to open database file; give another file as SERVIO_HISTORY" in ended.stderr
