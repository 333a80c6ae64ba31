"""Drifts of database and cache."""

from typing import Any

from selftest.infra.aws.drifts.drift import Drift, Hand, drift, text_told, there_and_back
from selftest.support.aws.made import Aws
from selftest.support.aws.sizes import STAGING

NAME = STAGING.name


def database(agreed: dict[str, Any], **changed: Any) -> Hand:
    def modify(aws: Aws, settings: dict[str, Any]) -> None:
        aws.rds.modify_db_instance(DBInstanceIdentifier=f"{NAME}-db", ApplyImmediately=True, **settings)

    return there_and_back(lambda aws: modify(aws, changed), lambda aws: modify(aws, agreed))


def parameter(name: str, value: str, agreed: str) -> Hand:
    def modify(aws: Aws, told: str) -> None:
        one = {"ParameterName": name, "ParameterValue": told, "ApplyMethod": "immediate"}
        aws.rds.modify_db_parameter_group(DBParameterGroupName=f"{NAME}-db-postgres15", Parameters=[one])

    return there_and_back(lambda aws: modify(aws, value), lambda aws: modify(aws, agreed))


def cache(agreed: dict[str, Any], **changed: Any) -> Hand:
    def modify(aws: Aws, settings: dict[str, Any]) -> None:
        aws.elasticache.modify_replication_group(ReplicationGroupId=f"{NAME}-redis", ApplyImmediately=True, **settings)

    return there_and_back(lambda aws: modify(aws, changed), lambda aws: modify(aws, agreed))


def instance_told(old: str, new: str) -> Hand:
    return text_told("DescribeDBInstances", old, new)


def group_told(old: str, new: str) -> Hand:
    return text_told("DescribeReplicationGroups", old, new)


def of_instance(fact: str, value: str, agreed: str, setting: str, drifted: Any, was: Any) -> Drift:
    return drift(database({setting: was}, **{setting: drifted}), f"rds.{fact}", value, agreed)


PENDING = "<PendingModifiedValues><DBInstanceClass>db.m5.large</DBInstanceClass></PendingModifiedValues>"

DRIFTS: list[Drift] = [
    of_instance("instance_class", "'db.m5.large'", "'db.t3.micro'", "DBInstanceClass", "db.m5.large", "db.t3.micro"),
    of_instance("engine_version", "'14.12'", "'15.'", "EngineVersion", "14.12", "15.18"),
    of_instance("public_access", "yes", "no", "PubliclyAccessible", True, False),
    of_instance("multi_az", "yes", "no", "MultiAZ", True, False),
    of_instance("backup_days", "1", "7", "BackupRetentionPeriod", 1, 7),
    of_instance(
        "backup_window", "'12:00-13:00'", "'03:00-04:00'", "PreferredBackupWindow", "12:00-13:00", "03:00-04:00"
    ),
    of_instance(
        "maintenance_window",
        "'fri:12:00-fri:13:00'",
        "'mon:05:00-mon:06:00'",
        "PreferredMaintenanceWindow",
        "fri:12:00-fri:13:00",
        "mon:05:00-mon:06:00",
    ),
    of_instance("deletion_protection", "yes", "no", "DeletionProtection", True, False),
    of_instance("iam_sign_in", "no", "yes", "EnableIAMDatabaseAuthentication", False, True),
    of_instance("copies_tags", "no", "yes", "CopyTagsToSnapshot", False, True),
    of_instance("storage_type", "'gp2'", "'gp3'", "StorageType", "gp2", "gp3"),
    of_instance(
        "authority",
        "'rds-ca-2019'",
        "'rds-ca-rsa2048-g1'",
        "CACertificateIdentifier",
        "rds-ca-2019",
        "rds-ca-rsa2048-g1",
    ),
    drift(parameter("rds.force_ssl", "0", "1"), "rds.force_tls", "no", "yes"),
    drift(parameter("log_min_duration_statement", "60000", "1000"), "rds.slow_statement_ms", "60000", "1000"),
    drift(instance_told("<StorageEncrypted>true", "<StorageEncrypted>false"), "rds.storage_encrypted", "no", "yes"),
    drift(
        instance_told("<AutoMinorVersionUpgrade>true", "<AutoMinorVersionUpgrade>false"),
        "rds.minor_upgrades",
        "no",
        "yes",
    ),
    drift(instance_told("<MasterUserSecret>.*</MasterUserSecret>", ""), "rds.password_managed", "no", "yes"),
    drift(instance_told("in-sync", "pending-reboot"), "rds.parameters_in_sync", "no", "yes"),
    drift(
        instance_told(r"<PendingModifiedValues\s*/>|<PendingModifiedValues></PendingModifiedValues>", PENDING),
        "rds.pending_changes",
        "DBInstanceClass",
        "nothing",
    ),
    drift(instance_told("<member>postgresql</member>", ""), "rds.exported_logs", "upgrade", "postgresql"),
    drift(instance_told("available", "storage-full"), "rds.status", "'storage-full'", "'available'"),
    drift(
        cache({"CacheNodeType": "cache.t3.micro"}, CacheNodeType="cache.r6g.large"),
        "elasticache.node_type",
        "'cache.r6g.large'",
        "'cache.t3.micro'",
    ),
    drift(cache({"SnapshotRetentionLimit": 1}, SnapshotRetentionLimit=0), "elasticache.snapshot_days", "0", "1"),
    drift(
        group_told("<TransitEncryptionEnabled>true", "<TransitEncryptionEnabled>false"), "elasticache.tls", "no", "yes"
    ),
    drift(group_told("required", "preferred"), "elasticache.tls", "no", "yes"),
    drift(
        group_told("<AtRestEncryptionEnabled>true", "<AtRestEncryptionEnabled>false"),
        "elasticache.at_rest_encryption",
        "no",
        "yes",
    ),
    drift(group_told("<AuthTokenEnabled>true", "<AuthTokenEnabled>false"), "elasticache.password", "no", "yes"),
    drift(group_told("<AutomaticFailover>disabled", "<AutomaticFailover>enabled"), "elasticache.failover", "yes", "no"),
    drift(
        text_told("DescribeCacheClusters", "<EngineVersion>7.1", "<EngineVersion>6.2"),
        "elasticache.engine_version",
        "'6.2'",
        "'7.'",
    ),
]
