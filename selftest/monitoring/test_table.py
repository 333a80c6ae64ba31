"""The table of situations is as large as it was promised to be, and names each situation once."""

from collections import Counter
from importlib import import_module
from pathlib import Path

from selftest.monitoring.situations import Row

PROMISED = 25


def rows() -> list[Row]:
    """Return the rows of all files."""
    files = Path(__file__).parent.glob("test_*_situations.py")
    modules = (import_module(f"selftest.monitoring.{path.stem}") for path in sorted(files))
    return [row for module in modules for row in module.ROWS]


def test_the_table_has_the_situations_that_were_promised() -> None:
    assert len(rows()) >= PROMISED


def test_each_situation_has_a_name_of_its_own() -> None:
    assert not [name for name, count in Counter(row.name for row in rows()).items() if count > 1]
