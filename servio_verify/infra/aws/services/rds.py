"""RDS: the database as AWS runs it; what is inside of it is told by its own source."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import asking_for
from servio_verify.infra.aws.parts import EXISTS, Part, source_of_parts
from servio_verify.infra.source import Read

INSTANCE = {
    EXISTS: "whether the database is there",
    "status": "state of the database: available, …",
    "engine": "kind of database",
    "engine_version": "version of the engine",
    "instance_class": "class of the machine",
    "storage_gib": "storage in GiB",
    "storage_limit_gib": "storage in GiB up to which it grows by itself",
    "storage_type": "kind of storage",
    "storage_encrypted": "whether storage and backups are encrypted",
    "public_access": "whether it has an address on the internet",
    "multi_az": "whether a standby waits in another zone",
    "zones": "number of zones of its subnets",
    "port": "port that it listens on",
    "database": "name of the database",
    "backup_days": "days for which backups are kept",
    "backup_window": "when backups are made, in UTC",
    "maintenance_window": "when AWS may work on it, in UTC",
    "deletion_protection": "whether AWS refuses to delete it",
    "minor_upgrades": "whether minor versions come by themselves",
    "copies_tags": "whether snapshots get its tags",
    "parameter_group": "name of its parameter group",
    "parameters_in_sync": "whether the parameters of that group are in use (not until a restart, say)",
    "pending_changes": "names of changes that wait for a restart or the maintenance window",
    "password_managed": "whether RDS keeps the master password in Secrets Manager and renews it",
    "iam_sign_in": "whether one may sign in with an AWS role",
    "authority": "certificate authority of its TLS certificate",
    "exported_logs": "logs that go to CloudWatch",
}
FORCE_TLS = "rds.force_ssl"
PARAMETERS = {
    "force_tls": "whether it refuses connections without TLS (rds.force_ssl)",
    "slow_statement_ms": "milliseconds from which on a statement is logged (log_min_duration_statement)",
    "parameters": "parameters that the group sets, with their values",
}


def instance_of(aws: Aws) -> dict[str, Any]:
    """Return the database, described. Raises CallError, NotThereError."""
    with asking_for("rds", f"database {aws.names.database}"):
        found = aws.ask("rds", "describe_db_instances", DBInstanceIdentifier=aws.names.database)["DBInstances"]
    database: dict[str, Any] = found[0]
    return database


def _instance(aws: Aws) -> Read:
    it = instance_of(aws)
    group: dict[str, Any] = next(iter(it.get("DBParameterGroups", [])), {})
    subnets = it.get("DBSubnetGroup", {}).get("Subnets", [])
    return {
        EXISTS: True,
        "status": it["DBInstanceStatus"],
        "engine": it["Engine"],
        "engine_version": it["EngineVersion"],
        "instance_class": it["DBInstanceClass"],
        "storage_gib": it["AllocatedStorage"],
        "storage_limit_gib": it.get("MaxAllocatedStorage"),
        "storage_type": it["StorageType"],
        "storage_encrypted": it["StorageEncrypted"],
        "public_access": it["PubliclyAccessible"],
        "multi_az": it["MultiAZ"],
        "zones": len({each["SubnetAvailabilityZone"]["Name"] for each in subnets}),
        "port": it["Endpoint"]["Port"] if "Endpoint" in it else None,
        "database": it.get("DBName"),
        "backup_days": it["BackupRetentionPeriod"],
        "backup_window": it.get("PreferredBackupWindow"),
        "maintenance_window": it.get("PreferredMaintenanceWindow"),
        "deletion_protection": it["DeletionProtection"],
        "minor_upgrades": it["AutoMinorVersionUpgrade"],
        "copies_tags": it.get("CopyTagsToSnapshot", False),
        "parameter_group": group.get("DBParameterGroupName"),
        "parameters_in_sync": group.get("ParameterApplyStatus") == "in-sync",
        "pending_changes": tuple(sorted(name for name, to in it.get("PendingModifiedValues", {}).items() if to != {})),
        "password_managed": "MasterUserSecret" in it,
        "iam_sign_in": it.get("IAMDatabaseAuthenticationEnabled", False),
        "authority": it.get("CACertificateIdentifier"),
        "exported_logs": tuple(sorted(it.get("EnabledCloudwatchLogsExports", []))),
    }


def _parameters(aws: Aws) -> Read:
    group = instance_of(aws)["DBParameterGroups"][0]["DBParameterGroupName"]
    told = aws.ask("rds", "describe_db_parameters", DBParameterGroupName=group, Source="user")["Parameters"]
    values = {each["ParameterName"]: each.get("ParameterValue") for each in told}
    force = values.get(FORCE_TLS) or _default(aws, group, FORCE_TLS)
    slow = values.get("log_min_duration_statement")
    return {
        "force_tls": force == "1",
        "slow_statement_ms": int(slow) if slow is not None else None,
        "parameters": tuple(sorted(f"{name}={value}" for name, value in values.items())),
    }


def _default(aws: Aws, group: str, name: str) -> str | None:
    """Return the value of a parameter that the group does not set: from PostgreSQL 15 on, AWS' own is to force TLS."""
    for each in aws.ask("rds", "describe_db_parameters", DBParameterGroupName=group)["Parameters"]:
        if each["ParameterName"] == name:
            value: str | None = each.get("ParameterValue")
            return value
    return None


SOURCE = source_of_parts(
    "rds",
    "rds",
    Part(INSTANCE, _instance),
    Part(PARAMETERS, _parameters),
)
