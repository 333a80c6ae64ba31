"""The readers' score: drawn anew the same by its seed, and counted as the rows have it."""

from dataclasses import replace

import pytest

from selftest.proof.readers import LINES, Quiz, draw, read, wrong
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.results.verdict import Verdict


def row(number: int) -> Row:
    return Row(
        fault=f"fault-{number}",
        kind="lists",
        title=f"list {number} is empty",
        suffers="a guest sees nothing",
        source="docs/CONTRACT.md",
        by="sandbox",
        tier=Tier.SMOKE,
        expected=Expected.CAUGHT,
        promised=("smoke/test_venues.py::test_a_limit_is_kept",),
        ended=Ended.AS_PROMISED,
        verdict=Verdict.NO_GO,
        first_line=f"List {number}x of http://127.0.0.1:{4000 + number} is empty",
    )


MATRIX = Matrix("our own targets", "c0ffee", "2026-11-29T06:00:00+00:00", tuple(map(row, range(30))))


def answers(quiz: Quiz) -> list[tuple[int, int]]:
    return [(number, quiz.choices.index(line) + 1) for number, line in enumerate(quiz.lines, start=1)]


def test_a_seed_draws_one_quiz_and_another_seed_another() -> None:
    assert draw(MATRIX, 7) == draw(MATRIX, 7)
    assert draw(MATRIX, 7).lines != draw(MATRIX, 8).lines


def test_a_quiz_names_no_fault_and_asks_for_none_that_left_all_green() -> None:
    green = replace(row(99), verdict=Verdict.GO, expected=Expected.HARMLESS)
    quiz = draw(replace(MATRIX, rows=(*MATRIX.rows, green)), 7)
    assert "fault-" not in quiz.text
    assert len(quiz.lines) == LINES
    assert green not in quiz.choices


def test_right_answers_are_counted_and_wrong_ones_are_shown() -> None:
    quiz = draw(MATRIX, 7)
    given = dict(answers(quiz))
    assert wrong(quiz, given.items()) == []
    given[3], given[5] = given[5], given[3]
    del given[9]
    assert [line for line, _ in wrong(quiz, given.items())] == [quiz.lines[2], quiz.lines[4], quiz.lines[8]]


def test_faults_of_one_line_or_of_one_title_cannot_be_told_apart() -> None:
    twins = [replace(row(1), fault="a"), replace(row(1), fault="b", first_line="another"), row(2), row(3)]
    twins[3] = replace(twins[3], first_line=twins[2].first_line.replace("4002", "4999") + " (2 checks)")
    quiz = Quiz((twins[0], twins[2]), tuple(twins))
    assert wrong(quiz, [(1, 2), (2, 4)]) == []


def test_answers_are_read_a_line_each() -> None:
    assert read("1: 57\n 2. 3 \nmy guess\n3: none\n4:9") == [(1, 57), (2, 3), (4, 9)]


def test_too_few_lines_are_told() -> None:
    with pytest.raises(UsageError, match="of 3 first lines"):
        draw(replace(MATRIX, rows=MATRIX.rows[:3]), 7)
