"""ElastiCache: Redis as AWS runs it; what is inside of it is told by its own source."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError, asking_for
from servio_verify.infra.aws.parts import EXISTS, Part, on, source_of_parts
from servio_verify.infra.source import Read

GROUP = {
    EXISTS: "whether the replication group is there",
    "status": "state of the replication group: available, …",
    "node_type": "class of its machines",
    "nodes": "number of its nodes",
    "tls": "whether it speaks TLS",
    "at_rest_encryption": "whether what it writes to disk is encrypted",
    "password": "whether it has a password (AUTH), or user groups (RBAC)",
    "failover": "whether another node takes over by itself",
    "multi_az": "whether its nodes are in several zones",
    "snapshot_days": "days for which snapshots are kept; 0 makes none",
    "snapshot_window": "when snapshots are made, in UTC",
    "minor_upgrades": "whether minor versions come by themselves",
    "pending_changes": "names of changes that wait for the maintenance window",
}
NODES = {
    "engine_version": "version of the engine",
    "parameter_group": "name of its parameter group",
    "parameters_in_sync": "whether the parameters of that group are in use on every node",
    "maintenance_window": "when AWS may work on it, in UTC",
}


def group_of(aws: Aws) -> dict[str, Any]:
    """Return the replication group, described. Raises CallError, NotThereError."""
    name = aws.names.cache
    with asking_for("elasticache", f"replication group {name}"):
        found = aws.ask("elasticache", "describe_replication_groups", ReplicationGroupId=name)["ReplicationGroups"]
    group: dict[str, Any] = found[0]
    return group


def nodes_of(aws: Aws) -> list[dict[str, Any]]:
    """Return its nodes, described. Raises CallError, NotThereError."""
    members = set(group_of(aws)["MemberClusters"])
    clusters = aws.ask("elasticache", "describe_cache_clusters", ShowCacheNodeInfo=False)["CacheClusters"]
    nodes = [each for each in clusters if each["CacheClusterId"] in members]
    if not nodes:
        raise CallError(f"AWS tells no node of {aws.names.cache}")
    return nodes


def _group(aws: Aws) -> Read:
    it = group_of(aws)
    return {
        EXISTS: True,
        "status": it["Status"],
        "node_type": it.get("CacheNodeType"),
        "nodes": len(it["MemberClusters"]),
        "tls": it.get("TransitEncryptionEnabled", False) and it.get("TransitEncryptionMode", "required") == "required",
        "at_rest_encryption": it.get("AtRestEncryptionEnabled", False),
        "password": it.get("AuthTokenEnabled", False) or bool(it.get("UserGroupIds")),
        "failover": on(it.get("AutomaticFailover")),
        "multi_az": on(it.get("MultiAZ")),
        "snapshot_days": it.get("SnapshotRetentionLimit", 0),
        "snapshot_window": it.get("SnapshotWindow"),
        "minor_upgrades": it.get("AutoMinorVersionUpgrade", False),
        "pending_changes": tuple(sorted(it.get("PendingModifiedValues", {}))),
    }


def _nodes(aws: Aws) -> Read:
    nodes = nodes_of(aws)
    groups = [node.get("CacheParameterGroup", {}) for node in nodes]
    return {
        "engine_version": _all(node.get("EngineVersion") for node in nodes),
        "parameter_group": _all(group.get("CacheParameterGroupName") for group in groups),
        "parameters_in_sync": all(group.get("ParameterApplyStatus") == "in-sync" for group in groups),
        "maintenance_window": _all(node.get("PreferredMaintenanceWindow") for node in nodes),
    }


def _all(told: Any) -> str:
    """Return what every node says; where they differ, each of it."""
    return ", ".join(sorted({str(each) for each in told}))


SOURCE = source_of_parts(
    "elasticache",
    "elasticache",
    Part(GROUP, _group),
    Part(NODES, _nodes),
)
