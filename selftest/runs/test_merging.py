"""The command that merges verdicts: its words and its exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.command import servio_verify
from selftest.support.load_json import LOAD, SLOW, written
from selftest.support.processes import ROOT
from selftest.support.results import entry, result
from servio_verify.results.merge import merge
from servio_verify.results.verdict import Verdict


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
    assert ended.stdout.startswith("NO-GO for staging\n- Load: p95 is 612 ms, over 500\n")
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


def test_a_history_that_is_none_is_named(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    ended = servio_verify(tmp_path, clean_environ | {"SERVIO_HISTORY": str(tmp_path)}, "history")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"{tmp_path}: unable to open database file; give another file as SERVIO_HISTORY" in ended.stderr
