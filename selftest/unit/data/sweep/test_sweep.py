"""The sweep: it deletes what dead runs left, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from selftest.unit.data.sweep.venue_server import ADA, BOB, LIMIT, OLD, YOUNG, Left, Sweep, VenueServer, name_of, run_id
from servio_verify.data.sweep import Swept
from servio_verify.run.journal import Journal

OLDER = timedelta(days=40)


@pytest.mark.parametrize(
    ("age", "form", "is_swept"),
    [
        (OLD, "sv-{}-gw0-00001", True),
        (OLDER, "sv-{}-main-7 é", True),
        (LIMIT + timedelta(seconds=2), "sv-{}-gw12-00001", True),
        (LIMIT - timedelta(minutes=1), "sv-{}-gw0-00001", False),
        (YOUNG, "sv-{}-gw0-00001", False),
        (OLD, "sv-the-vegan", False),
        (OLD, "sv-{}", False),
        (OLD, "SV-{}-gw0-00001", False),
        (OLD, "sv-{}x-gw0-00001", False),
        (OLD, "sv-20269999t999999z-abcdef-main-00001", False),
    ],
    ids=lambda value: "" if isinstance(value, bool) else str(value),
)
def test_by_its_name_only_what_is_old_and_of_our_form_is_swept(
    target: VenueServer, runs: Path, swept: Sweep, age: timedelta, form: str, *, is_swept: bool
) -> None:
    name = form.format(run_id(age))
    target.things = {"/venues/1": ("The Old Oak", ADA), "/venues/2": (name, ADA)}
    assert swept() == (Swept((name,)) if is_swept else Swept())
    assert target.names() == sorted(["The Old Oak", *([] if is_swept else [name])])
    assert [path.name for path in runs.iterdir()] == ["own"]
    assert (runs / "own" / "journal-sweep.jsonl").exists() is is_swept


def test_where_nothing_is_left_nobody_signs_in(target: VenueServer, left_by: Left, swept: Sweep) -> None:
    journal = left_by(run_id(YOUNG))
    journal.intend("a")
    journal.note_absent("a")
    assert swept() == Swept()
    assert not [asked for asked in target.asked if not asked.startswith("GET")]


def test_what_a_late_search_does_not_find_is_found_among_the_newest(target: VenueServer, swept: Sweep) -> None:
    target.things, target.search_is_late = {"/venues/1": (old := name_of(run_id(OLD)), ADA)}, True
    assert swept() == Swept((old,))


def test_old_things_are_found_behind_many_of_others(target: VenueServer, swept: Sweep) -> None:
    old = name_of(run_id(OLD))
    others = {f"/venues/{number}": (f"sv-vegan {number}", ADA) for number in range(2, 14)}
    target.things, target.page_size = {"/venues/1": (old, ADA)} | others, 1
    assert swept() == Swept((old,))


@pytest.mark.parametrize("age", [YOUNG, OLD], ids=["young", "old"])
def test_what_a_run_that_lives_here_made_is_not_touched(
    target: VenueServer, left_by: Left, swept: Sweep, age: timedelta
) -> None:
    name = name_of(run := run_id(age))
    target.things = {"/venues/1": (name, ADA)}
    journal = left_by(run)
    journal.note_made(name, "/venues/1")
    with FileLock(journal.path.with_name("alive.lock")):
        assert swept() == Swept()
        assert Journal.read(journal.path).open == 1
    assert swept() == Swept((name,))
    assert (target.things, Journal.read(journal.path).open) == ({}, 0)


def test_a_dead_run_s_things_are_deleted_at_any_age_and_its_journal_closed(
    target: VenueServer, left_by: Left, swept: Sweep
) -> None:
    run = run_id(YOUNG)
    meant, made, menu, gone = (name_of(run, number) for number in range(4))
    target.things = {
        "/venues/1": (meant, BOB),
        "/venues/2": (f"{meant}0", ADA),
        "/venues/3": (made, ADA),
        "/venues/4/menus/5": (menu, BOB),
    }
    journal = left_by(run)
    journal.intend(meant)
    journal.intend("The New Oak")
    closed = Journal(journal.path.with_name("journal-gw1.jsonl"))
    closed.note_made(made, "/venues/3")
    closed.note_deleted("/venues/3")
    journal.note_made(made, "/venues/3")
    journal.note_made("", "/venues/4/menus/5")
    journal.note_made(gone, "/venues/6")
    assert sorted(swept().deleted) == sorted([meant, made, menu])
    assert target.names() == [f"{meant}0"]
    assert Journal.read(journal.path).open == 0


@pytest.mark.parametrize("by", ["a person", "nobody", "another run"])
def test_what_another_made_under_the_same_id_since_is_not_touched(
    target: VenueServer, left_by: Left, swept: Sweep, by: str
) -> None:
    name = {"a person": "The Old Oak", "nobody": "", "another run": name_of(run_id(YOUNG, "bbbbbb"))}[by]
    target.things = {"/venues/1": (name, ADA)}
    journal = left_by(run := run_id(YOUNG))
    journal.note_made(name_of(run), "/venues/1")
    target.says = {f"GET /venues/1 by {BOB}": 403}
    assert swept() == Swept()
    assert (target.names(), Journal.read(journal.path).open) == ([name], 0)


@pytest.mark.parametrize(
    "told", ["", '{"api_url": "http://127.0.0.1:1"}', '{"environment": "it"}', '{"api_', "7", "[]", "null"]
)
def test_the_journal_of_another_target_is_not_followed(
    target: VenueServer, left_by: Left, swept: Sweep, told: str
) -> None:
    name = name_of(run := run_id(YOUNG))
    target.things = {"/venues/1": (name, ADA)}
    journal = left_by(run)
    journal.note_made(name, "/venues/1")
    (there := journal.path.with_name("target.json")).unlink()
    if told:
        there.write_text(told)
    else:
        there.mkdir()
    assert swept() == Swept()
    assert (target.names(), Journal.read(journal.path).open) == ([name], 1)


def test_a_dry_run_names_everything_and_changes_nothing(target: VenueServer, left_by: Left, swept: Sweep) -> None:
    old, young = name_of(run_id(OLD)), name_of(run := run_id(YOUNG))
    target.things = {"/venues/1": (old, ADA), "/venues/2": (young, BOB)}
    journal = left_by(run)
    journal.note_made(young, "/venues/2")
    assert swept(dry_run=True) == Swept((old, young))
    assert (target.names(), Journal.read(journal.path).open) == (sorted([old, young]), 1)
    assert not [asked for asked in target.asked if asked.startswith("DELETE")]
