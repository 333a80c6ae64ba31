"""Load runs measure, and so run apart from the rest; those that measure nothing say so."""

from pathlib import Path

import pytest

from selftest.support.load_runs import Place, place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder: pytest hands over the items of all folders."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("measures_nothing"):
            item.add_marker("alone")


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """A folder like the repository, from which load is run."""
    return place(tmp_path)
