"""Order of the selftests for several workers: each begins with its share of the long ones."""

import os
from pathlib import Path

import pytest

COSTS = {
    "proof/test_e2e_healthy.py": 15,
    "proof/test_smoke_healthy.py": 8,
    "proof": 5,
    "stack": 20,
    "runs/test_fronts.py": 4,
    "runs": 2,
    "staging/test_life.py": 4,
    "load_runs": 1,
    "ci": 1,
}
"""What a test costs about, in seconds, by the beginning of its path; whatever is not here is short."""


ALONE_IN = ("load_runs", "runs")
"""Folders of tests that run apart from the rest; `make test` looks nowhere else for them."""


@pytest.hookimpl(trylast=True)  # what is not selected is gone by then
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal out the long tests, and fill up with short ones: xdist cuts the list into a part for each worker.

    Who is done early takes what is last in another's part, which is short: so all end at the same time.
    """
    lost = [item.nodeid for item in items if item.get_closest_marker("alone") and _folder(item) not in ALONE_IN]
    if lost:
        raise pytest.UsageError(f"`make test` looks for tests that run alone in {ALONE_IN} only: {lost[0]}")
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    parts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    spent = [0] * workers
    for item in sorted(filter(_cost, items), key=_cost, reverse=True):
        least = spent.index(min(spent))
        parts[least].append(item)
        spent[least] += _cost(item)
    short = [item for item in items if not _cost(item)]
    for number, part in enumerate(parts):
        missing = len(items) * (number + 1) // workers - sum(map(len, parts[: number + 1]))
        part += short[: max(0, missing)]
        del short[: max(0, missing)]
    items[:] = [*(item for part in parts for item in part), *short]


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def _cost(item: pytest.Item) -> int:
    path = item.path.relative_to(Path(__file__).parent).as_posix()
    return next((cost for beginning, cost in COSTS.items() if path.startswith(beginning)), 0)
