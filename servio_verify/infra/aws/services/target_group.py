"""Target group: how the balancer tells which tasks are healthy, and how many are."""

from contextlib import suppress
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import NotThereError, asking_for
from servio_verify.infra.aws.parts import EXISTS, Part, number, on, pairs, source_of_parts
from servio_verify.infra.aws.roll_out import steady
from servio_verify.infra.aws.services.ecs import service_of
from servio_verify.infra.source import Read

GROUP = {
    EXISTS: "whether the target group is there",
    "protocol": "protocol between balancer and tasks",
    "port": "port of the tasks",
    "target_type": "what targets are: ip, instance, …",
    "health_path": "path that health checks ask for",
    "health_port": "port that health checks ask at",
    "health_status": "status codes that count as healthy",
    "health_interval_seconds": "seconds between two health checks",
    "health_timeout_seconds": "seconds after which a health check has failed",
    "healthy_threshold": "successful health checks after which a task gets requests",
    "unhealthy_threshold": "failed health checks after which it gets none",
}
ATTRIBUTES = {
    "deregistration_seconds": "seconds that requests of a task which goes away have to end",
    "sticky": "whether a user's requests go to one task",
}
TARGETS = {
    "targets": "number of registered tasks",
    "healthy": "number of tasks that are healthy",
    "unhealthy": "number of tasks that are not, those that come or go aside",
}
_BETWEEN = {"initial", "draining"}


def group_of(aws: Aws) -> dict[str, Any]:
    """Return the target group, described. Raises CallError, NotThereError."""
    with asking_for("target_group", f"target group {aws.names.target_group}"):
        found = aws.ask("elbv2", "describe_target_groups", Names=[aws.names.target_group])["TargetGroups"]
    group: dict[str, Any] = found[0]
    return group


def _group(aws: Aws) -> Read:
    it = group_of(aws)
    return {
        EXISTS: True,
        "protocol": it["Protocol"],
        "port": it["Port"],
        "target_type": it["TargetType"],
        "health_path": it.get("HealthCheckPath"),
        "health_port": it["HealthCheckPort"],
        "health_status": it.get("Matcher", {}).get("HttpCode"),
        "health_interval_seconds": it["HealthCheckIntervalSeconds"],
        "health_timeout_seconds": it["HealthCheckTimeoutSeconds"],
        "healthy_threshold": it["HealthyThresholdCount"],
        "unhealthy_threshold": it["UnhealthyThresholdCount"],
    }


def _attributes(aws: Aws) -> Read:
    arn = group_of(aws)["TargetGroupArn"]
    told = pairs(aws.ask("elbv2", "describe_target_group_attributes", TargetGroupArn=arn)["Attributes"])
    return {
        "deregistration_seconds": number(told.get("deregistration_delay.timeout_seconds")),
        "sticky": on(told.get("stickiness.enabled")),
    }


def _targets(aws: Aws) -> Read:
    with suppress(NotThereError):  # that is for the facts of the service to say
        steady(service_of(aws))
    arn = group_of(aws)["TargetGroupArn"]
    told = aws.ask("elbv2", "describe_target_health", TargetGroupArn=arn)["TargetHealthDescriptions"]
    states = [each["TargetHealth"]["State"] for each in told]
    return {
        "targets": len(states),
        "healthy": states.count("healthy"),
        "unhealthy": sum(state != "healthy" and state not in _BETWEEN for state in states),
    }


SOURCE = source_of_parts(
    "target_group",
    "elasticloadbalancing",
    Part(GROUP, _group),
    Part(ATTRIBUTES, _attributes),
    Part(TARGETS, _targets),
)
