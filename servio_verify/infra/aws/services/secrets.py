"""Secrets Manager: which secrets are there. No value is ever asked for."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.parts import Part, days_since, source_of_parts
from servio_verify.infra.aws.services.ecs import container_of
from servio_verify.infra.source import Read

SECRETS = {
    "names": "names of the secrets that are there, without their prefix",
    "rotated": "names of those that are renewed by themselves",
    "to_be_deleted": "names of those that AWS deletes soon",
    "oldest_days": "days since the secret was changed that is unchanged for longest",
    "without_value": "names of those that never got a value",
}
WANTED = {"missing": "names of secrets that tasks need and that are not there: no new task would start"}


def _found(aws: Aws) -> dict[str, dict[str, Any]]:
    prefix = aws.names.secrets_prefix
    begin = [{"Key": "name", "Values": [prefix]}]
    told = aws.ask("secretsmanager", "list_secrets", IncludePlannedDeletion=True, Filters=begin)["SecretList"]
    return {each["Name"].removeprefix(prefix): each for each in told if each["Name"].startswith(prefix)}


def _secrets(aws: Aws) -> Read:
    them = {name: each for name, each in _found(aws).items() if "DeletedDate" not in each}
    ages = [days_since(each.get("LastChangedDate") or each["CreatedDate"]) for each in them.values()]
    return {
        "names": tuple(sorted(them)),
        "rotated": tuple(sorted(name for name, each in them.items() if each.get("RotationEnabled"))),
        "to_be_deleted": tuple(sorted(_found(aws).keys() - them.keys())),
        "oldest_days": max(ages, default=None),
        "without_value": tuple(sorted(name for name, each in them.items() if not each.get("SecretVersionsToStages"))),
    }


def _wanted(aws: Aws) -> Read:
    there = [each["ARN"] for each in _found(aws).values() if "DeletedDate" not in each]
    wanted = {each["name"]: each["valueFrom"] for each in container_of(aws).get("secrets", [])}
    known = {*there, *(arn.rpartition("-")[0] for arn in there)}  # AWS takes them without their six last characters
    mine = {name: _secret(arn) for name, arn in wanted.items() if f":secret:{aws.names.secrets_prefix}" in arn}
    return {"missing": tuple(sorted(name for name, arn in mine.items() if arn not in known))}


def _secret(arn: str) -> str:
    """Return the ARN of a secret without the key of its value that may stand behind it."""
    return ":".join(arn.split(":")[:7])


SOURCE = source_of_parts("secrets", "secretsmanager", Part(SECRETS, _secrets), Part(WANTED, _wanted))
