"""CloudWatch Logs: where the tasks and the database write, and for how long it is kept."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import NotThereError
from servio_verify.infra.aws.parts import EXISTS, Part, source_of_parts
from servio_verify.infra.source import Read

OF_TASKS = {
    EXISTS: "whether the tasks' log group is there",
    "retention_days": "days for which the tasks' log is kept; not set: for ever",
    "own_key": "whether it is encrypted with a KMS key of one's own",
}
OF_DATABASE = {
    "database_logs": "logs of the database that have a group",
    "database_retention_days": "fewest days for which a log of the database is kept; not set: each for ever",
    "kept_for_ever": "groups of tasks and database whose lines are never deleted",
}


def _groups(aws: Aws, prefix: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = aws.ask("logs", "describe_log_groups", logGroupNamePrefix=prefix)["logGroups"]
    return groups


def _of_tasks(aws: Aws) -> dict[str, Any]:
    name = aws.names.log_group
    for group in _groups(aws, name):
        if group["logGroupName"] == name:
            return group
    raise NotThereError(f"there is no log group {name}", "logs")


def _tasks(aws: Aws) -> Read:
    group = _of_tasks(aws)
    return {EXISTS: True, "retention_days": group.get("retentionInDays"), "own_key": "kmsKeyId" in group}


def _database(aws: Aws) -> Read:
    prefix = f"/aws/rds/instance/{aws.names.database}/"
    groups = _groups(aws, prefix)
    everyone = [*groups, *(it for it in _groups(aws, aws.names.log_group) if it["logGroupName"] == aws.names.log_group)]
    return {
        "database_logs": tuple(sorted(each["logGroupName"].removeprefix(prefix) for each in groups)),
        "database_retention_days": min(
            (it["retentionInDays"] for it in groups if "retentionInDays" in it), default=None
        ),
        "kept_for_ever": tuple(sorted(each["logGroupName"] for each in everyone if "retentionInDays" not in each)),
    }


SOURCE = source_of_parts(
    "logs",
    "logs",
    Part(OF_TASKS, _tasks),
    Part(OF_DATABASE, _database),
)
