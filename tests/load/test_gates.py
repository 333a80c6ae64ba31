"""The performance gates: one load run, one check for each gate of its profile."""

import pytest

from servio_verify.load.launcher import LoadResult
from servio_verify.load.plan.gates import EACH, Gate, Scope
from servio_verify.testing import CRITICAL, area

pytestmark = [
    area("Performance", "Load", CRITICAL),
    pytest.mark.timeout(0),  # a load run bounds itself
]


def test_the_load_run_can_be_trusted_and_was_not_cut_short(load_result: LoadResult) -> None:
    load_result.expect(load_result.came_to_its_end, "\n".join(load_result.reasons))


def test_the_gate_holds(gate: Gate, scope: Scope, load_result: LoadResult) -> None:
    rows = [row for row in load_result.gates(str(gate), scope) if gate.endpoint in (None, EACH, row["endpoint"])]
    assert rows, f"{gate} was not judged"
    said = [*(row["text"] for row in rows), *load_result.report["notes"]]
    load_result.expect({row["outcome"] for row in rows} == {"pass"}, "\n".join(said))


def test_no_order_that_was_accepted_is_lost(load_result: LoadResult) -> None:
    lost = load_result.report["incidents"]["lost_orders"]
    load_result.expect(not lost, f"POST /api/v1/venues/{{id}}/orders: {lost}")


def test_nothing_is_worse_than_the_last_good_run_allows(load_result: LoadResult) -> None:
    worse = [row["text"] for row in load_result.report["baseline"] if row["worse"]]
    assert not (worse and load_result.report["profile"]["baseline"]["decides"]), "\n".join(worse)
