"""Situations of AWS: the balancer, the tasks and the log group, and what keeps each from being read."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from selftest.monitoring.situations import EVERYTHING_PASSED, GO, NO_GO, Row, Staged
from selftest.monitoring.stand_in import CRASHED, DRAINED, GROUP, OLDER, SERVICE, StandIn
from selftest.support.aws.look import settings_for

Given = Callable[[StandIn], AbstractContextManager[Any]]

BALANCER, TASKS, LOGS = (f"[monitoring.{name}]\ndecides = true\n" for name in ("balancer", "tasks", "logs"))
ALL = BALANCER + TASKS + LOGS
WRITTEN = '{"level":30,"msg":"order created"}'
FAILED = '{"level":50,"msg":"order not stored","err":{"type":"TypeError"}}'
OUT_OF_MEMORY = CRASHED | {"container": {"exitCode": 137, "reason": "OutOfMemoryError: Container killed"}}

ROWS = [
    Row(
        "the balancer, the tasks and the log group are well",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            f"tasks: none of {SERVICE} ended by itself, 2 run",
            rf"logs: no error line in {GROUP}, [\d:]+ to [\d:]+ UTC",
            r"not covered: balancer: late, CloudWatch has no numbers for \d\d:\d\d to \d\d:\d\d UTC yet",
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
        "a task crashed before the run, and tasks of the release before were drained",
        GO,
        EVERYTHING_PASSED,
        TASKS,
        never=("ended:",),
        source=lambda aws: aws.ended_tasks(OUT_OF_MEMORY, DRAINED | {"definition": OLDER}, before=True),
    ),
    Row(
        "a task of the release before crashed while the checks ran, and one of this release was scaled in",
        GO,
        EVERYTHING_PASSED,
        TASKS,
        also=(f"tasks: 1 of {OLDER} ended, another release: it does not count",),
        source=lambda aws: aws.ended_tasks(OUT_OF_MEMORY | {"definition": OLDER}, DRAINED),
    ),
    Row(
        "a task became unhealthy while the checks ran",
        NO_GO,
        r"^- Balancer: unhealthy since this run began: task \S+ \(Target.Timeout\), task \S+ \(Target.Timeout\)",
        BALANCER,
        source=lambda aws: aws.unhealthy("Target.Timeout"),
    ),
    Row(
        "a task was unhealthy before the run",
        GO,
        EVERYTHING_PASSED,
        BALANCER,
        also=(r"balancer: task \S+, task \S+ unhealthy, as before this run: it does not count",),
        source=lambda aws: aws.unhealthy("Target.Timeout", before=True),
    ),
    Row(
        "a line of an error was written while the checks ran",
        NO_GO,
        rf"^- Logs: an error line in {GROUP}, [\d:]+ to [\d:]+ UTC: first TypeError at [\d:]+, stream app/app/",
        LOGS,
        source=lambda aws: aws.lines(WRITTEN, FAILED),
    ),
    Row(
        "a line of an error was written before the run, and a known one in it",
        GO,
        EVERYTHING_PASSED,
        LOGS + '[monitoring.logs.noise]\n"^DEBUG" = "the driver logs ERROR as a word"\n',
        also=("logs: 1 error lines are known",),
        source=lambda aws: aws.lines("DEBUG: ERROR is not raised"),
    ),
    Row(
        "the log group has no line of the time of the run",
        GO,
        EVERYTHING_PASSED,
        LOGS,
        also=(f"not covered: logs: late or silent, not one line is there in {GROUP}",),
        source=lambda aws: aws.lines(FAILED, seconds_before=60),
    ),
    Row(
        "AWS allows to read the tasks, and not the lines",
        GO,
        EVERYTHING_PASSED,
        TASKS + LOGS,
        also=(
            "not covered: logs: AccessDenied for logs:FilterLogEvents: allow it",
            f"tasks: none of {SERVICE} ended by itself",
        ),
        source=lambda aws: aws.front.refuse("FilterLogEvents", "AccessDeniedException"),
    ),
    Row(
        "AWS throttles",
        GO,
        EVERYTHING_PASSED,
        TASKS,
        also=("not covered: tasks: AWS throttles ecs:ListTasks",),
        source=lambda aws: aws.front.refuse("ListTasks", "ThrottlingException"),
    ),
    Row(
        "the credentials of AWS have expired",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=("not covered: balancer, tasks, logs: the AWS credentials have expired: sign in again",),
        source=lambda aws: aws.front.refuse("GetCallerIdentity", "ExpiredToken"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, staged: Staged, aws: StandIn) -> None:
    with row.source(aws):
        staged(row, **settings_for(aws.front), AWS_SHARED_CREDENTIALS_FILE=os.devnull)
