"""The journal: what may still be on the target, told truly wherever a run was killed."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal, journals, leftovers

RUN = "20261129t000000z-abcdef"
STEPS: dict[str, Callable[[Journal], None]] = {
    "intended": lambda journal: journal.intend("a"),
    "made": lambda journal: journal.note_made("a", "/venues/1"),
    "absent": lambda journal: journal.note_absent("a"),
    "deleted": lambda journal: journal.note_deleted("/venues/1"),
}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal-main.jsonl")


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ("", []),
        ("intended", ["a"]),
        ("intended made", ["/venues/1"]),
        ("intended absent", []),
        ("intended made deleted", []),
        ("intended intended made", ["a", "/venues/1"]),
        ("intended intended absent", ["a"]),
        ("made made deleted", ["/venues/1"]),
        ("made", ["/venues/1"]),
        ("absent", []),
        ("deleted", []),
        ("intended deleted", ["a"]),
    ],
)
def test_what_is_left_follows_from_the_steps_also_when_read_again(
    journal: Journal, steps: str, left: list[str]
) -> None:
    for step in steps.split():
        STEPS[step](journal)
    journal.path.touch()
    for each in (journal, Journal.read(journal.path)):
        assert (each.left, each.open) == (left, len(left))


def test_each_line_names_its_step_for_programs_of_other_versions(journal: Journal) -> None:
    for step in STEPS.values():
        step(journal)
    assert [json.loads(line) for line in journal.path.read_text(encoding="utf-8").splitlines()] == [
        {"step": "intended", "name": "a"},
        {"step": "made", "name": "a", "path": "/venues/1"},
        {"step": "absent", "name": "a"},
        {"step": "deleted", "path": "/venues/1"},
    ]


def test_a_venue_without_a_name_stays_until_it_is_made_or_absent_itself(journal: Journal) -> None:
    journal.intend("")
    journal.note_made("b", "/venues/2")
    journal.note_deleted("/venues/2")
    assert journal.left == ["a venue without a name"]
    journal.note_absent("")
    assert journal.open == 0


def test_a_step_is_on_the_disk_before_the_next_one_is_taken(journal: Journal) -> None:
    for count, step in enumerate(STEPS.values(), 1):
        step(journal)
        assert len(journal.path.read_text(encoding="utf-8").splitlines()) == count


@pytest.mark.parametrize("seed", range(20))
def test_a_journal_that_a_kill_cut_anywhere_is_read_to_its_last_whole_line(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - no secret
    whole = Journal(tmp_path / "journal-whole.jsonl")
    for number in range(6):
        whole.intend(f"sv-é-{number}")
        whole.note_made(f"sv-é-{number}", f"/venues/{number}") if draw.random() < 0.5 else None
    lines = whole.path.read_bytes().splitlines(keepends=True)
    kept = draw.randrange(len(lines))
    cut = draw.randrange(1, len(lines[kept]) - 1)
    (tmp_path / "journal-kept.jsonl").write_bytes(b"".join(lines[:kept]))
    torn = tmp_path / "journal-torn.jsonl"
    torn.write_bytes(b"".join(lines[:kept]) + lines[kept][:cut])
    expected = Journal.read(tmp_path / "journal-kept.jsonl")
    assert Journal.read(torn) == Journal(torn, expected.intended, expected.made)
    later = Journal.read(torn)
    for name in list(later.intended):
        later.note_absent(name)
    for path in list(later.made):
        later.note_deleted(path)
    assert Journal.read(torn).open == 0


def test_the_journals_of_all_processes_of_a_run_are_read(tmp_path: Path) -> None:
    run = Run(RUN, tmp_path)
    (tmp_path / "load").mkdir()
    Journal.of(run).intend("main's")
    Journal.of(Run(RUN, tmp_path, "gw1")).intend("worker's")
    Journal.of(run, "sweep").intend("sweep's")
    Journal.of(Run(RUN, tmp_path / "load"), "load").note_made("x", "/venues/9")
    assert [journal.path.name for journal in journals(tmp_path)] == [
        *("journal-gw1.jsonl", "journal-main.jsonl", "journal-sweep.jsonl", "journal-load.jsonl")
    ]
    assert leftovers(run) == ["worker's", "main's", "sweep's", "/venues/9"]
