"""AWS's stand-in as the sources of monitoring see it, and hands on what happens there."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from selftest.support.aws.front import Front, changed
from selftest.support.aws.made import Aws

CLUSTER, SERVICE, GROUP = "servio-staging", "servio-staging-app", "servio-staging-app"
ARN = "arn:aws:ecs:us-east-1:000000000000"
OURS, OLDER = f"{SERVICE}:1", f"{SERVICE}:0"
CRASHED = {"stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited"}
DRAINED = {
    "stopCode": "ServiceSchedulerInitiated",
    "stoppedReason": "Scaling activity initiated by (deployment ecs-svc/1234567890123456789)",
}


@dataclass(frozen=True)
class StandIn:
    """The stand-in: what is in front of it, and a hand on what is in it."""

    front: Front
    made: Aws

    @contextmanager
    def lines(self, *written: str, seconds_before: float = 0.0) -> Iterator[None]:
        """Have a task write lines in the first second of the run, or so long before it."""

        def write(asked: bytes) -> None:
            at = json.loads(asked)["startTime"] + 1 - int(seconds_before * 1000)
            if at not in written_at:
                written_at.append(at)
                self.put_lines(at, *written)

        written_at: list[int] = []
        with self.front.before("FilterLogEvents", write):
            yield

    def put_lines(self, at: int, *lines: str) -> None:
        """Write lines as a task does, at this time in milliseconds since the epoch."""
        stream = f"app/app/{time.time_ns():032x}"
        self.made.logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
        events = [{"timestamp": at, "message": line} for line in lines]
        self.made.logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)

    @contextmanager
    def ended_tasks(self, *tasks: dict[str, Any], before: bool = False) -> Iterator[None]:
        """Have tasks end after the first look at them, or `before` it."""
        arns = [f"{ARN}:task/{CLUSTER}/{number:032x}" for number in range(1, len(tasks) + 1)]

        def described(answer: Any) -> None:
            answer["tasks"] = [_task(arn, task) for arn, task in zip(arns, tasks, strict=True)]

        plant = self.front.plant if before else self.front.plant_later
        with ExitStack() as planted:
            planted.enter_context(plant("ListTasks", changed(lambda answer: answer["taskArns"].extend(arns))))
            planted.enter_context(self.front.plant("DescribeTasks", changed(described)))
            yield

    @contextmanager
    def unhealthy(self, why: str, *, before: bool = False) -> Iterator[None]:
        """Have the targets be unhealthy after the first look at them, or `before` it."""
        plant = self.front.plant if before else self.front.plant_later
        state = f"<TargetHealth><State>unhealthy</State><Reason>{why}</Reason></TargetHealth>"
        well = "<TargetHealth><State>healthy</State></TargetHealth>"
        with plant("DescribeTargetHealth", lambda text: text.replace(well, state)):
            yield


def _task(arn: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return a task that ended just now, as DescribeTasks tells it."""
    now = datetime.now(UTC).timestamp()
    definition = told.get("definition", OURS)
    container = {"name": "app", "lastStatus": "STOPPED", "image": "servio:1", **told.get("container", {"exitCode": 1})}
    plain = {key: value for key, value in told.items() if key not in ("definition", "container")}
    return {
        "taskArn": arn,
        "taskDefinitionArn": f"{ARN}:task-definition/{definition}",
        "lastStatus": "STOPPED",
        "desiredStatus": "STOPPED",
        "executionStoppedAt": now,
        "stoppingAt": now,
        "stoppedAt": now,
        "containers": [container],
        **plain,
    }
