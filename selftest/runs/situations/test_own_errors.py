"""Situations in which we ourselves are at fault, or a promise is plainly broken."""

from pathlib import Path

import pytest

from selftest.runs.situations.table import EVERYTHING_PASSED, GO, INCONCLUSIVE, INVALID, NO_GO, Row, assert_ends_as_said
from selftest.support.processes import Verify
from selftest.support.project import Project

ROWS = [
    Row(
        "a promise is broken",
        NO_GO,
        "- the till is open$",
        checks=("good", "bad"),
    ),
    Row(
        "a page waits in vain",
        NO_GO,
        "in .page.: .*Timeout 500ms exceeded",
        checks=("page_waits_in_vain",),
    ),
    Row(
        "a bug in our own fixture",
        INVALID,
        "our own error in .it.: KeyError: 'nothing'",
        checks=("good", "own_bug"),
    ),
    Row(
        "a bug of ours beside a broken promise",
        INVALID,
        "our own error in .it.: KeyError: 'nothing'",
        checks=("bad", "own_bug"),
    ),
    Row(
        "a worker crashed",
        INCONCLUSIVE,
        "in .crash.: a worker process crashed",
        checks=("good", "crash"),
        arguments=("-n", "2"),
    ),
    Row(
        "a worker crashed beside a broken promise",
        NO_GO,
        "- the till is open$",
        checks=("bad", "crash"),
        arguments=("-n", "2"),
    ),
    Row(
        "a home that cannot be written to",
        GO,
        EVERYTHING_PASSED,
        settings={"SERVIO_STATE": "/proc/nowhere"},
    ),
    Row(
        "a detector that is blind",
        INVALID,
        "the detector of a planted secret did not fire",
        arguments=("-p", "selftest.support.plugins.blind"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, tmp_path: Path, verify: Verify) -> None:
    assert_ends_as_said(row, Project(tmp_path / "project", verify))


MISSING = "ModuleNotFoundError: No module named 'nothing_of_this_name'"


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_file_that_cannot_be_collected_leaves_no_go(tmp_path: Path, verify: Verify, workers: tuple[str, ...]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\n")
    project.write("import nothing_of_this_name\n", file="test_broken.py")
    ended = project.run(*workers)
    assert ended.code == (11 if workers else 2), ended.output
    assert "GO for local" not in ended.output
    if workers:
        (reason,) = ended.verdict["reasons"]
        assert reason == "A file of checks could not be collected: " + MISSING
