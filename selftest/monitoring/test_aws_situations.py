"""Situations of AWS: the balancer, the tasks and the log group, and what keeps each from being read."""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from itertools import zip_longest
from typing import Any

import pytest

from selftest.monitoring import test_datadog_situations as datadog_situations
from selftest.monitoring.situations import EVERYTHING_PASSED, GO, NO_GO, Row, Staged
from selftest.monitoring.stand_in import CRASHED, DRAINED, GROUP, OLDER, SERVICE, StandIn
from selftest.support.aws.look import settings_for
from selftest.support.datadog import KEYS, Datadog

Given = Callable[[StandIn], AbstractContextManager[Any]]

BALANCER, TASKS, LOGS = (f"[monitoring.{name}]\ndecides = true\n" for name in ("balancer", "tasks", "logs"))
ALL = BALANCER + TASKS + LOGS
WRITTEN = '{"level":30,"msg":"order created"}'
FAILED = '{"level":50,"msg":"order not stored","err":{"type":"TypeError"}}'
OUT_OF_MEMORY = CRASHED | {"container": {"exitCode": 137, "reason": "OutOfMemoryError: Container killed"}}


def before(aws: StandIn) -> AbstractContextManager[Any]:
    """Have everything happen before the run, and nothing in it but a line of no error."""
    stack = ExitStack()
    stack.enter_context(aws.ended_tasks(OUT_OF_MEMORY, before=True))
    stack.enter_context(aws.unhealthy("Target.Timeout", before=True))
    stack.enter_context(aws.lines(WRITTEN))
    aws.put_lines(int(time.time() * 1000) - 60_000, FAILED)
    return stack


def elsewhere(aws: StandIn) -> AbstractContextManager[Any]:
    """Have what ends be of the release before, or be drained; the one error line is known."""
    stack = ExitStack()
    stack.enter_context(
        aws.ended_tasks(OUT_OF_MEMORY | {"definition": OLDER}, DRAINED, DRAINED | {"definition": OLDER})
    )
    stack.enter_context(aws.lines("DEBUG: ERROR is not raised"))
    return stack


def broken(aws: StandIn) -> AbstractContextManager[Any]:
    """Have targets become unhealthy, and an error be written."""
    stack = ExitStack()
    stack.enter_context(aws.unhealthy("Target.Timeout"))
    stack.enter_context(aws.lines(WRITTEN, FAILED))
    return stack


def closed(aws: StandIn) -> AbstractContextManager[Any]:
    """Have AWS throttle one call and deny another."""
    stack = ExitStack()
    stack.enter_context(aws.front.refuse("ListTasks", "ThrottlingException"))
    stack.enter_context(aws.front.refuse("FilterLogEvents", "AccessDeniedException"))
    return stack


ROWS = [
    Row(
        "the balancer, the tasks and the log group are well",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            f"^tasks: none of {SERVICE} ended by itself, 2 run$",
            rf"^logs: no error line in {GROUP}, [\d:]+ to [\d:]+ UTC$",
            r"^not covered: balancer: late, CloudWatch has no numbers for \d\d:\d\d to \d\d:\d\d UTC yet",
        ),
        source=lambda aws: aws.lines(WRITTEN),
    ),
    Row(
        "a task crashed while the checks ran",
        NO_GO,
        rf"^- Tasks: 00000000 of {SERVICE}:1 \(\d\d:\d\d UTC\) ended: Essential container .*, exit code 137 \(OutOfMem",
        TASKS,
        source=lambda aws: aws.ended_tasks(OUT_OF_MEMORY),
    ),
    Row(
        "a task crashed, tasks were unhealthy and an error was written before the run",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            r"^balancer: task \S+, task \S+ unhealthy, as before this run: it does not count$",
            f"^tasks: none of {SERVICE} ended by itself",
            f"^logs: no error line in {GROUP}",
        ),
        source=before,
    ),
    Row(
        "a task of the release before crashed, others were drained, and a known line was written",
        GO,
        EVERYTHING_PASSED,
        TASKS + LOGS + '[monitoring.logs.noise]\n"^DEBUG" = "the driver logs ERROR as a word"\n',
        also=(
            f"^tasks: 2 of {OLDER} ended, another release: it does not count$",
            "^logs: 1 error lines are known",
        ),
        never=("not covered: (tasks|logs)",),
        source=elsewhere,
    ),
    Row(
        "tasks became unhealthy and an error was written while the checks ran",
        NO_GO,
        r"^- Balancer: unhealthy since this run began: task \S+ \(Target.Timeout\), task \S+ \(Target.Timeout\)$",
        BALANCER + LOGS,
        also=(rf"^- Logs: an error line in {GROUP}, [\d:]+ to [\d:]+ UTC: first TypeError at [\d:]+, stream app/app/",),
        source=broken,
    ),
    Row(
        "the log group has no line of the time of the run",
        GO,
        EVERYTHING_PASSED,
        LOGS,
        also=(f"^not covered: logs: late or silent, not one line is there in {GROUP}",),
        source=lambda aws: aws.lines(FAILED, seconds_before=60),
    ),
    Row(
        "AWS throttles one call and denies another",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            "^not covered: tasks: AWS throttles ecs:ListTasks",
            "^not covered: logs: AccessDenied for logs:FilterLogEvents: allow it",
            "^not covered: balancer: late",
        ),
        source=closed,
    ),
    Row(
        "the credentials of AWS have expired",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=("^not covered: balancer, tasks, logs: the AWS credentials have expired: sign in again",),
        source=lambda aws: aws.front.refuse("GetCallerIdentity", "ExpiredToken"),
    ),
]


def beside_datadog() -> list[Any]:
    """Return the rows, each that ends well with one of Datadog's that does."""
    good = [row for row in ROWS if row.ends == GO]
    pairs = zip_longest(good, datadog_situations.GOOD)
    alone = [(row, None) for row in ROWS if row not in good]
    return [pytest.param(*pair, id="; ".join(row.name for row in pair if row)) for pair in (*alone, *pairs)]


@pytest.mark.parametrize(("row", "other"), beside_datadog())
def test_a_situation_ends_with_its_verdict(
    row: Row | None, other: Row | None, staged: Staged, aws: StandIn, datadog_server: Datadog
) -> None:
    datadog_server.will_say(*(other.source if other else [[]]))
    settings = settings_for(aws.front) | KEYS | {"AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    with row.source(aws) if row else nullcontext():
        staged(*filter(None, (row, other)), places={"datadog": datadog_server.address}, **settings)
