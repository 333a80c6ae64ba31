"""The proof in docs/ is of this catalogue, and its page and its picture are what its rows give."""

import pytest

from selftest.proof import notes, pages, targets
from selftest.proof.parts import parts
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Ended, Matrix, Row

AGAIN = "docs/ has another proof than this catalogue: run `make proof`, and commit docs/"


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return file.read(pages.JSON)


def test_the_proof_in_docs_is_of_this_catalogue(matrix: Matrix) -> None:
    faults = [(part.by, fault) for part in parts() for fault in part.faults]
    wanted = [pages.promise(Row.of(fault, by, Ended.AS_PROMISED)) for by, fault in faults]
    found = [pages.promise(row) for row in matrix.rows]
    lacking = [f"{row[0]}: {row[1]}" for row in wanted if row not in found]
    assert sorted(lacking) == sorted(notes.unproved()), AGAIN
    assert [row[:2] for row in found if row not in wanted] == [], AGAIN


def test_everything_is_as_promised(matrix: Matrix) -> None:
    """A target of our own can have each of them: a difference that it has already proves nothing."""
    unlike = [row for row in matrix.rows if row.ended is not Ended.AS_PROMISED]
    assert [f"{row.fault}: {row.ended} ({row.why})" for row in unlike] == []


def test_the_page_and_the_picture_are_what_the_rows_give(matrix: Matrix) -> None:
    assert [path.name for path, text in pages.made_of(matrix).items() if path.read_text("utf-8") != text] == [], AGAIN


def test_every_check_that_catches_nothing_has_a_reason_to_stay(matrix: Matrix) -> None:
    ran = {check.removeprefix("tests/").partition("/")[0] for check in matrix.checks}
    assert sorted(notes.idle(matrix)) == sorted(why for why in notes.why_they_stay() if why.partition("/")[0] in ran)


def test_every_row_that_differs_on_another_target_has_a_reason() -> None:
    rows = [(target, row) for target, found in targets.kept().items() for row in found.differ]
    assert [(target, row.fault) for target, row in rows if not targets.why(target, row)] == []
