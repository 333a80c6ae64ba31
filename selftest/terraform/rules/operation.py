"""Names, alarms and the state: what those need who operate the environment."""

import re
from collections.abc import Iterator

from selftest.terraform.plan import Plan
from selftest.terraform.rules.registry import rule

NAMES = ("name", "identifier", "replication_group_id", "alarm_name")

ALARMS = {
    "AWS/ApplicationELB HTTPCode_ELB_5XX_Count",
    "AWS/ApplicationELB HTTPCode_Target_5XX_Count",
    "AWS/ApplicationELB UnHealthyHostCount",
    "AWS/ECS CPUUtilization",
    "AWS/RDS CPUUtilization",
    "AWS/RDS FreeStorageSpace",
}


@rule
def names_say_the_environment(plan: Plan) -> Iterator[str]:
    """servio-staging-…, so that facts can be read by name."""
    (cluster,) = plan.of("aws_ecs_cluster")
    environment = str(cluster.values["name"])
    for one in plan.resources:
        names = [str(one.values[key]) for key in NAMES if one.values.get(key)]
        names += [tags["Name"] for tags in [one.values.get("tags") or {}] if "Name" in tags]
        for name in names:
            if not re.search(rf"(^|/){environment}([-/]|$)", name):
                yield f"{one.address}: {name}"


@rule
def somebody_is_told(plan: Plan) -> Iterator[str]:
    alarms = plan.of("aws_cloudwatch_metric_alarm")
    watched = {f"{one.values['namespace']} {one.values['metric_name']}" for one in alarms}
    for metric in sorted(ALARMS - watched):
        yield f"aws_cloudwatch_metric_alarm: none on {metric}"
    for one in alarms:
        if not one.values.get("alarm_actions") or not one.values.get("actions_enabled"):
            yield f"{one.address}: tells nobody"


@rule
def the_state_is_locked_and_encrypted(plan: Plan) -> Iterator[str]:
    backend = re.search(r'backend "s3" \{(.*?)\n  \}', plan.source, re.DOTALL)
    for setting in ("encrypt", "use_lockfile"):
        if not backend or not re.search(rf"{setting}\s*=\s*true", backend[1]):
            yield f"backend: no {setting}"
