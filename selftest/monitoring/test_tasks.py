"""The tasks: which ends of tasks and which events of the service speak against the build."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selftest.monitoring.probes import opened, window
from selftest.monitoring.stand_in import ARN, CLUSTER, CRASHED, DRAINED, OLDER, OURS, SERVICE, StandIn
from selftest.support.aws.front import changed
from servio_verify.monitoring.aws.tasks import MOST_DESCRIBED
from servio_verify.monitoring.reading import Reading, Window
from servio_verify.monitoring.source import Probe

SCHEDULER = "ServiceSchedulerInitiated"
WELL = f"tasks: none of {SERVICE} ended by itself, 2 run"


def begun() -> Probe:
    probe = opened("tasks")
    probe.begin()
    return probe


def read(aws: StandIn, *tasks: dict[str, Any], since: Window | None = None) -> Reading:
    with aws.ended_tasks(*tasks):
        return begun().end(since or window())


def stopped(code: str, reason: str, **more: Any) -> dict[str, Any]:
    return {"stopCode": code, "stoppedReason": reason, **more}


@pytest.mark.parametrize(
    ("task", "why"),
    [
        (CRASHED, "Essential container in task exited, exit code 1"),
        (CRASHED | {"container": {"exitCode": 0}}, "Essential container in task exited"),
        (
            stopped("TaskFailedToStart", "CannotPullContainerError: pull image manifest", container={}),
            "CannotPullContainerError: pull image manifest",
        ),
        (
            stopped(SCHEDULER, "Task failed ELB health checks in (target-group arn:…:targetgroup/a/1)", container={}),
            "Task failed ELB health checks in (target-group arn:…:targetgroup/a/1)",
        ),
        (stopped("", "Task failed container health checks", container={}), "Task failed container health checks"),
    ],
)
def test_a_task_that_ended_by_itself_or_was_ill_counts(task: dict[str, Any], why: str, near_aws: StandIn) -> None:
    reading = read(near_aws, task)
    assert reading.notes == ()
    assert reading.signals == (f"tasks: 00000000 of {OURS} ({datetime.now(UTC):%H:%M} UTC) ended: {why}",)


@pytest.mark.parametrize(
    ("task", "note"),
    [
        (DRAINED, None),
        (DRAINED | {"definition": OLDER}, f"tasks: 1 of {OLDER} ended, another release: it does not count"),
        (CRASHED | {"definition": OLDER}, f"tasks: 1 of {OLDER} ended, another release: it does not count"),
        (stopped("UserInitiated", "Task stopped by user"), "which does not count: Task stopped by user, exit code 1"),
        (
            stopped("SpotInterruption", "Your Spot Task was interrupted.", container={}),
            "Your Spot Task was interrupted",
        ),
    ],
)
def test_a_task_that_others_stopped_does_not_count(task: dict[str, Any], note: str | None, near_aws: StandIn) -> None:
    reading = read(near_aws, task)
    assert not reading.signals
    assert WELL in reading.notes
    assert len(reading.notes) == 1 + bool(note)
    assert not note or reading.notes[0].endswith(note)


def test_many_ends_of_one_kind_are_one_line(near_aws: StandIn) -> None:
    (signal,) = read(near_aws, *[CRASHED] * 90).signals
    assert " and 89 more ended: Essential container" in signal


def test_a_task_whose_container_ended_before_the_run_does_not_count(near_aws: StandIn) -> None:
    late = Window(
        datetime.now(UTC) + timedelta(seconds=30), datetime.now(UTC) + timedelta(seconds=60), "3f9c2d1", "run"
    )
    assert not read(near_aws, CRASHED, since=late).signals


def test_a_real_stop_of_the_stand_in_is_seen(near_aws: StandIn) -> None:
    probe, ecs = begun(), near_aws.made.ecs
    task = ecs.list_tasks(cluster=CLUSTER, serviceName=SERVICE)["taskArns"][0]
    ecs.stop_task(cluster=CLUSTER, task=task, reason="tried by hand")
    assert "tried by hand" in probe.end(window()).notes[0]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=2)
    assert begun().end(window()).notes == (WELL,)


def service(**told: Any) -> Any:
    return changed(lambda answer: answer["services"][0].update(told))


def event(message: str) -> dict[str, Any]:
    return {"id": message, "createdAt": datetime.now(UTC).timestamp(), "message": f"(service {SERVICE}) {message}"}


@pytest.mark.parametrize(
    "message",
    [
        "was unable to place a task because no container instance met all of its requirements.",
        "(task 0f1e2d3c) (port 3000) is unhealthy in (target-group arn:…) due to (reason Request timed out).",
        "rolling back to deployment ecs-svc/11.",
    ],
)
def test_an_event_of_trouble_since_the_run_began_counts(message: str, near_aws: StandIn) -> None:
    with near_aws.front.plant_later("DescribeServices", service(events=[event(message)])):
        (signal,) = begun().end(window()).signals
    assert message.replace("(", "").replace(")", "")[:60] in signal
    with near_aws.front.plant("DescribeServices", service(events=[event(message)])):
        assert begun().end(window()).signals == ()


def test_an_event_of_a_roll_out_that_began_since_is_of_another_release(near_aws: StandIn) -> None:
    front, said = near_aws.front, "(deployment ecs-svc/{}) deployment failed: tasks failed to start."
    with front.plant("DescribeServices", deployed(OURS, "ecs-svc/12")):
        probe = begun()
    with front.plant("DescribeServices", service(events=[event(said.format(13))])):
        reading = probe.end(window())
    assert reading.signals == ()
    assert any("deployment failed" in note and note.endswith("roll-out: it does not count") for note in reading.notes)
    with front.plant("DescribeServices", service(events=[event(said.format(12))])):
        assert "deployment failed" in probe.end(window()).signals[0]


def test_an_event_of_no_trouble_is_none(near_aws: StandIn) -> None:
    calm = [event("has reached a steady state."), event("has stopped 1 running tasks: (task 0f1e2d3c).")]
    with near_aws.front.plant_later("DescribeServices", service(events=calm)):
        assert begun().end(window()).notes == (WELL,)


def deployed(definition: str, name: str = "ecs-svc/1", failed: int = 0) -> Any:
    told = {"status": "PRIMARY", "id": name, "taskDefinition": f"{ARN}:task-definition/{definition}"}
    return service(deployments=[told | {"failedTasks": failed, "desiredCount": 2, "runningCount": 2}])


def test_tasks_that_did_not_come_up_since_count_if_they_are_of_this_release(near_aws: StandIn) -> None:
    front = near_aws.front
    with front.plant_later("DescribeServices", deployed(OURS, "ecs-svc/2", failed=3)):
        assert begun().end(window()).signals == (
            f"tasks: 3 of {OURS} did not come up since this run began (failedTasks)",
        )
    with front.plant("DescribeServices", deployed(OURS, failed=3)):
        assert begun().end(window()).signals == ()
    with front.plant_later("DescribeServices", deployed(f"{SERVICE}:2", "ecs-svc/2", failed=3)):
        reading = begun().end(window())
    assert reading == Reading(notes=(f"tasks: a roll-out of {SERVICE}:2 began while the checks ran", WELL))


def test_what_ecs_forgot_or_was_not_looked_at_is_sampled(near_aws: StandIn) -> None:
    assert "sampled, ECS forgets tasks" in begun().end(window(4000)).gaps[0]
    many = MOST_DESCRIBED + 1
    assert f"sampled, {many} tasks ended" in read(near_aws, *[DRAINED] * many).gaps[0]
