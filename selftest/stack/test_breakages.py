"""The table of breakages, for real: each row ends with its verdict, exit code and first line."""

from pathlib import Path

import pytest

from selftest.stack.breaking import restore
from selftest.stack.page import PAGE, page
from selftest.stack.row import Row, assert_ends_as_said
from selftest.stack.rows import ROWS
from selftest.support.processes import Verify
from servio_sandbox.stack.control import Control

QUICK = [row for row in ROWS if row.quick]


@pytest.mark.stack
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_breakage_ends_with_its_verdict(row: Row, stack: Control, verify: Verify, tmp_path: Path) -> None:
    assert_ends_as_said(row, stack, verify, tmp_path)


def test_a_few_breakages_end_with_their_verdicts(stack: Control, verify: Verify, tmp_path: Path) -> None:
    """The short cut of the table: one stack, so that no two workers start one each."""
    for number, row in enumerate(QUICK):
        folder = tmp_path / str(number)
        assert_ends_as_said(row, stack, verify, folder)
        restore(stack)


def test_the_page_has_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m selftest.stack.page"
