"""Rows of single tasks."""

from signal import SIGCONT, SIGKILL, SIGSTOP

from selftest.runs.situations.table import GO, INCONCLUSIVE, NO_GO
from selftest.stack.breaking import schema_behind, signalled, tasks_are, with_fault
from selftest.stack.row import ALL_PASSED, Row

ROWS = [
    Row("a task is killed", "harmless: the balancer sends what may be repeated to the other one", GO, ALL_PASSED,
        signalled(SIGKILL), "reads", seconds=8, at=4),
    Row("a task hangs", "an outage: whoever is led to it gets no answer, until the balancer takes it out", INCONCLUSIVE,
        r"the (web app|API) (was )?down \(ReadTimeout", signalled(SIGSTOP, SIGCONT), "reads", seconds=20, at=4),
    Row("the migration was forgotten", "a defect of the deploy: never ready since", NO_GO,
        "a dependency is not ok: database", schema_behind, "-m|smoke|-k|health"),
    Row("the clock of one task is 5 minutes slow", "no promise speaks of clocks; it is told", GO, ALL_PASSED,
        tasks_are(with_fault("clock-off")), "-m|smoke|-k|venue", also=r"seen: the clocks of tasks are \d+ s apart"),
    Row("a task keeps its sessions to itself", "a defect: with every second request one is signed out", NO_GO,
        "answered 401",
        tasks_are(with_fault("sessions-apart")), "-m|smoke|-k|venue_records"),
    Row("a task answers lists from a stale cache", "a defect: what was made is not in its list", NO_GO,
        r"was made, and is not among the newest of GET /api/v1/venues in \d of 6 answers",
        tasks_are(with_fault("list-cache-stale")), "-m|smoke|-k|newest"),
]  # fmt: skip
