"""The history that a report is given: the newest runs, this one not among them, and not too much of it."""

import json
from pathlib import Path

import pytest

from servio_verify.reporting.allure import build

OURS = "Servio münchen: GO, run 7"


def line(name: str, **more: object) -> str:
    return json.dumps({"uuid": "1", "name": name, **more}, ensure_ascii=False)


def taken(folder: Path, *lines: str) -> list[str]:
    kept, copy = folder / "kept.jsonl", folder / "copy.jsonl"
    kept.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    build._take_history(kept, copy, OURS)
    return copy.read_text(encoding="utf-8").splitlines()


def test_this_very_run_is_no_past_one_wherever_else_its_name_stands(tmp_path: Path) -> None:
    other = line("before", testResults={"name": OURS})
    assert taken(tmp_path, line(OURS), other, "", line(OURS, url="x"), line("after")) == [other, line("after")]
    build._take_history(tmp_path / "nothing", tmp_path / "copy.jsonl", OURS)
    assert (tmp_path / "copy.jsonl").read_bytes() == b""


def test_the_newest_hundred_runs_are_shown(tmp_path: Path) -> None:
    lines = [line(str(number)) for number in range(103)]
    assert taken(tmp_path, *lines[:50], line(OURS), *lines[50:]) == lines[3:]


@pytest.mark.parametrize(("more", "shown"), [(0, 3), (-1, 2)])
def test_of_large_runs_fewer_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, shown: int) -> None:
    lines = [line(str(number)) for number in range(3)]
    monkeypatch.setattr(build, "MOST_HISTORY", sum(map(len, lines)) + more)
    assert taken(tmp_path, *lines) == lines[3 - shown :]


@pytest.mark.parametrize("broken", ['{"uuid": "1", "name": "be', "[]", "# notes", f'{{"name": "{OURS}"'])
def test_what_is_no_history_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(build.ReportError, match=r"kept.jsonl is no history of Allure's: delete it"):
        taken(tmp_path, line("before"), broken)
