"""Order of the selftests for several workers: each begins with its share of the long ones."""

import os
from pathlib import Path

import pytest

COSTS = {
    "proof/test_e2e_healthy.py": 15,
    "proof/test_smoke_healthy.py": 8,
    "proof/mutants": 1,
    "proof": 5,
    "stack": 20,
    "runs/test_fronts.py": 4,
    "runs": 2,
    "staging/test_life.py": 4,
    "load_runs": 1,
    "ci": 1,
}
"""What a test costs about, in seconds, by the beginning of its path; whatever is not here is short."""


SHARE_A_SERVER = ("infra/aws", "monitoring", "sandbox/tasks")
"""Short tests, each folder with servers that start once for each worker: they stay with one, as nobody takes first."""


@pytest.hookimpl(trylast=True)  # what is not selected is gone by then
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal out the long tests, and fill up with short ones: xdist cuts the list into a part for each worker.

    Who is done early takes what is last in another's part, which is short: so all end at the same time.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    parts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    spent = [0] * workers
    for item in sorted(filter(_cost, items), key=_cost, reverse=True):
        least = spent.index(min(spent))
        parts[least].append(item)
        spent[least] += _cost(item)
    short = sorted(
        (item for item in items if not _cost(item)), key=lambda item: not _path(item).startswith(SHARE_A_SERVER)
    )
    for number, part in enumerate(parts):
        missing = len(items) * (number + 1) // workers - sum(map(len, parts[: number + 1]))
        part += short[: max(0, missing)]
        del short[: max(0, missing)]
    items[:] = [*(item for part in parts for item in part), *short]


def _path(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).as_posix()


def _cost(item: pytest.Item) -> int:
    return next((cost for beginning, cost in COSTS.items() if _path(item).startswith(beginning)), 0)
