"""Situations in which not every check runs, or not every check decides."""

from pathlib import Path

import pytest

from selftest.runs.situations.table import EVERYTHING_PASSED, GO, INCONCLUSIVE, NO_GO, Row, assert_ends_as_said
from selftest.support.processes import Verify
from selftest.support.project import Project, Suite, checks

ROWS = [
    Row(
        "half of the checks deselected",
        GO,
        EVERYTHING_PASSED,
        checks=("good", "bad"),
        arguments=("-k", "good"),
        also=r"not covered: 1 checks that were not selected \(-k good\)",
    ),
    Row(
        "half of the checks deselected, two workers",
        GO,
        EVERYTHING_PASSED,
        checks=("good", "bad"),
        arguments=("-k", "good", "-n", "2"),
        also=r"not covered: 1 checks that were not selected \(-k good\)",
    ),
    Row(
        "all skipped",
        INCONCLUSIVE,
        "no check that decides ran to its end",
        checks=("skipped",),
        also="not covered: no printer here",
    ),
    Row(
        "stopped after the first failure",
        NO_GO,
        "- the till is open$",
        checks=("bad", "good"),
        arguments=("-x",),
        also="1 not run",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, tmp_path: Path, verify: Verify) -> None:
    assert_ends_as_said(row, Project(tmp_path / "project", verify))


def test_what_was_not_asked_for_is_not_covered(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(checks("good", "bad"))
    project.write(checks("good"), file="test_other.py")
    ended = project.run("tests/smoke/test_it.py::test_good")
    assert (ended.verdict["verdict"], ended.code) == GO, ended.output
    assert ended.verdict["not_covered"] == [
        "1 files of smoke that were not asked for",
        "what is beside test_it.py::test_good",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["-m", "smoke", "--ignore=tests/smoke/test_other.py"], "1 files of smoke that were not asked for"),
        (["-m", "smoke", "-o", "python_functions=test_goo*"], "1 checks of smoke that were not collected (test_bad)"),
        (["-o", "testpaths=tests/e2e"], "2 files of smoke that were not asked for"),
    ],
    ids=["ignored", "another pattern", "another path"],
)
def test_what_an_option_keeps_from_being_collected_is_not_covered(
    suite: Suite, tmp_path: Path, arguments: list[str], line: str
) -> None:
    folder = tmp_path / "project/tests/smoke"
    folder.mkdir(parents=True)
    (folder / "test_other.py").write_text("def test_good(): pass\n")
    (folder / "test_it.py").write_text("def test_good(): pass\n\ndef test_bad(): assert False\n")
    good = "def test_good(): pass\n"
    ended = suite(good, *arguments, tier="e2e")
    assert f"not covered: {line}" in ended.output, ended.output
