"""What counts as a change of the verdict, and what of it outlives a restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servio_verify.results.verdict import Verdict
from servio_verify.watching import lines
from servio_verify.watching.changes import Change, Changes, Standing
from servio_verify.watching.memory import CHANGED_KEPT, NEWEST_KEPT, Memory
from servio_verify.watching.rounds import Round
from servio_verify.watching.schedule import Schedule

BEGAN = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
WORDS = {"G": Verdict.GO, "N": Verdict.NO_GO, "?": Verdict.INCONCLUSIVE, "!": Verdict.INVALID}


def seen(number: int, letter: str) -> Round:
    """A round every five minutes."""
    return Round(
        began=BEGAN + timedelta(minutes=5 * number), seconds=4, verdict=WORDS[letter], reason="The till is open"
    )


def told(letters: str, patience: int = 2) -> list[Change | None]:
    changes = Changes(patience)
    return [changes.take(seen(number, letter)) for number, letter in enumerate(letters)]


@pytest.mark.parametrize(
    ("rounds", "changes"),
    [
        ("GGGG", "...."),
        ("NNGG", "N.G."),
        ("GGNG", "..NG"),
        ("G?GG", "...."),
        ("G??G", "..?G"),
        ("G?!?", "..!."),
        ("G?N", "..N"),
        ("?GG", "..."),
        ("??G", ".?G"),
        ("N?G", "N.G"),
        ("N?N", "N.."),
        ("G?G?", "...."),
    ],
)
def test_a_change_is_told_when_it_is_one(rounds: str, changes: str) -> None:
    got = "".join(
        "." if change is None else next(k for k, v in WORDS.items() if v is change.now.verdict)
        for change in told(rounds)
    )
    assert got == changes


def test_who_wants_to_know_at_once_does() -> None:
    assert [bool(change) for change in told("G?G", patience=1)] == [False, True, True]


def test_a_change_says_since_when_and_how_long_it_was_otherwise() -> None:
    unclear, mended = [change for change in told("GGG??G") if change]
    assert lines.head(unclear) == "GO → INCONCLUSIVE since 02:15:00 UTC"
    assert "it was GO for 15 min (3 rounds)" in list(lines.details(unclear))
    assert lines.head(mended) == "INCONCLUSIVE → GO since 02:25:00 UTC: it was INCONCLUSIVE for 10 min (2 rounds)"
    (first,) = filter(None, told("N"))
    assert lines.head(first) == "NO-GO from the first round on, since 02:00:00 UTC"


def test_another_build_is_told_with_the_change() -> None:
    changes = Changes(2)
    changes.take(seen(0, "G").model_copy(update={"build": "5f3c1a9e2b7d"}))
    change = changes.take(
        seen(1, "N").model_copy(update={"build": "0ddba11c0de5", "failed": ("tests/smoke/a::b",) * 7})
    )
    assert change
    assert list(lines.details(change)) == [
        f"failed: {', '.join(['smoke/a::b'] * 5)} and 2 more",
        "it was GO for 5 min (1 round); the build is another: 5f3c1a9e2b7d → 0ddba11c0de5",
    ]


@pytest.mark.parametrize(("rest", "known"), [(10, True), (70, False)])
def test_a_restart_neither_tells_again_nor_forgets(tmp_path: Path, rest: int, known: bool) -> None:
    standing = Standing(verdict=Verdict.NO_GO, since=BEGAN, seen=BEGAN)
    Memory(standing=standing, waiting=[{"text": "x"}]).write(tmp_path)
    memory = Memory.read(tmp_path, BEGAN + timedelta(minutes=rest), every=300)
    assert memory.waiting == [{"text": "x"}], "what Slack was not told is told by the next watch"
    assert bool(Changes(2, memory.standing).take(seen(3, "N"))) is not known
    assert bool(Changes(2, memory.standing).take(seen(3, "G"))) is known


def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "watch.json").write_text("{")
    assert Memory.read(tmp_path, BEGAN, 300) == Memory()


def test_old_rounds_go_and_those_of_a_change_stay(tmp_path: Path) -> None:
    names = [f"20261129t02{number:04}z-abcdef" for number in range(NEWEST_KEPT + 5)]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "verdict.json").touch()
    (tmp_path / "20261129t030000z-abcdef").mkdir()
    memory = Memory()
    memory.note_change(tmp_path / names[1])
    memory.prune(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[1], *names[5:]]
    for number in range(CHANGED_KEPT + 1):
        memory.note_change(tmp_path / str(number))
    assert len(memory.changed) == CHANGED_KEPT


def test_rounds_are_due_without_drift_and_never_two_at_once() -> None:
    now = [100.0]
    schedule = Schedule(30, lambda: now[0])
    assert schedule.left == 0
    now[0] += 7
    assert (schedule.move_on(), schedule.left) == (0, 23)
    now[0] = 130 + 65
    assert (schedule.move_on(), schedule.left) == (2, 25)


@pytest.mark.parametrize(
    ("seconds", "said"), [(45, "45 s"), (720, "12 min"), (11_100, "3 h 5 min"), (176_400, "2 d 1 h"), (0.4, "0 s")]
)
def test_a_span_is_told_as_people_say_it(seconds: float, said: str) -> None:
    assert lines.span(seconds) == said


def test_a_line_is_short_enough_to_be_read() -> None:
    long = seen(0, "N").model_copy(update={"reason": "x" * 500})
    assert len(lines.of_round(long)) == 160
