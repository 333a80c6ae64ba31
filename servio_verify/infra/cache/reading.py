"""Reading of a Redis: INFO, and CONFIG where it may be asked."""

from collections.abc import Callable, Mapping
from typing import Any

import redis

from servio_verify.infra.address import cut
from servio_verify.infra.facts import Unread, Value

Info = Mapping[str, Any]

DANGEROUS = ("CONFIG", "DEBUG", "FLUSHALL", "FLUSHDB", "KEYS", "MODULE", "REPLICAOF", "SHUTDOWN", "SLAVEOF")
"""Commands that stop, empty or reconfigure a server, or hold it up."""

MIB = 1024 * 1024

OF_INFO: dict[str, tuple[str, Callable[[Info], Value]]] = {
    "version": ("the server's version", lambda it: str(it["redis_version"])),
    "mode": ("standalone, cluster or sentinel", lambda it: str(it["redis_mode"])),
    "role": ("master, or slave of a replica", lambda it: str(it["role"])),
    "replicas": ("replicas that are connected", lambda it: int(it["connected_slaves"])),
    "replication_lag_seconds": ("how far the slowest replica is behind, s", lambda it: _lag(it)),
    "primary_link_up": (
        "of a replica, whether it hears its primary",
        lambda it: it["master_link_status"] == "up" if "master_link_status" in it else None,
    ),
    "eviction_policy": ("what is thrown away when the memory is full", lambda it: str(it["maxmemory_policy"])),
    "memory_limit_mb": ("memory that data may take, MiB; 0 is no limit", lambda it: round(it["maxmemory"] / MIB, 1)),
    "memory_used_mb": ("memory that data take, MiB", lambda it: round(it["used_memory"] / MIB, 1)),
    "memory_used_percent": (
        "share of the limit that is used, percent",
        lambda it: round(it["used_memory"] * 100 / it["maxmemory"], 1) if it["maxmemory"] else None,
    ),
    "append_only_file": ("whether each write is kept on the disk", lambda it: bool(it["aof_enabled"])),
    "last_save_ok": (
        "whether the last write to the disk went well",
        lambda it: it["rdb_last_bgsave_status"] == "ok" and it.get("aof_last_write_status", "ok") == "ok",
    ),
    "connected_clients": ("clients that are connected", lambda it: int(it["connected_clients"])),
    "most_clients": ("clients that the server allows", lambda it: int(it["maxclients"])),
    "blocked_clients": ("clients that wait in a blocking command", lambda it: int(it["blocked_clients"])),
    "rejected_connections": (
        "connections refused since its start for too many clients",
        lambda it: int(it["rejected_connections"]),
    ),
    "evicted_keys": ("keys thrown away since its start for want of memory", lambda it: int(it["evicted_keys"])),
    "keys": ("keys of all databases", lambda it: _keys(it, "keys")),
    "keys_without_expiry_percent": ("share of keys that never go away, percent", lambda it: _lasting(it)),
}

OF_CONFIG: dict[str, tuple[str, str, Callable[[str], Value]]] = {
    "protected_mode": (
        "whether it refuses others than its own machine without a password",
        "protected-mode",
        lambda it: it == "yes",
    ),
    "snapshots": ("when all data are written to the disk (`save`); not set is never", "save", lambda it: it or None),
    "sync": ("how often the append-only file reaches the disk", "appendfsync", str),
    "idle_timeout_seconds": ("after how long an idle client is sent away, s; 0 is never", "timeout", int),
    "keyspace_events": ("which events are published; not set is none", "notify-keyspace-events", lambda it: it or None),
}


def read_info(client: redis.Redis) -> dict[str, Value | Unread]:
    """Return the facts that INFO tells."""
    try:
        info: Info = client.info("everything")  # type: ignore[assignment, unused-ignore]
    except redis.RedisError as error:
        return dict.fromkeys(OF_INFO, Unread(cut(f"INFO: {error}")))
    return {name: _told(info, value) for name, (_, value) in OF_INFO.items()}


def read_config(client: redis.Redis) -> dict[str, Value | Unread]:
    """Return the facts that CONFIG tells, where it may be asked: managed Redis forbids it."""
    keys = [key for _, key, _ in OF_CONFIG.values()]
    try:
        told: Mapping[str, str] = client.config_get(*keys)  # type: ignore[assignment, unused-ignore]
    except redis.RedisError:
        return dict.fromkeys(OF_CONFIG, Unread("CONFIG is not allowed there, as in ElastiCache"))
    return {
        name: value(told[key]) if key in told else Unread(f"CONFIG knows no {key}")
        for name, (_, key, value) in OF_CONFIG.items()
    }


def dangerous_commands(client: redis.Redis) -> Value | Unread:
    """Return the dangerous commands that are there under their own names."""
    try:  # COMMAND LIST has the old names of what was renamed
        told: Any = client.execute_command("COMMAND INFO", *DANGEROUS)  # type: ignore[no-untyped-call]
    except redis.RedisError as error:
        return Unread(cut(f"COMMAND INFO: {error}"))
    return tuple(name for name, known in zip(DANGEROUS, told, strict=True) if known)


def _told(info: Info, value: Callable[[Info], Value]) -> Value | Unread:
    try:
        return value(info)
    except (KeyError, ValueError, TypeError) as error:
        return Unread(cut(f"INFO does not tell it ({type(error).__name__} {error})"))


def _keys(info: Info, what: str) -> int:
    return sum(int(told[what]) for name, told in info.items() if name.startswith("db") and name[2:].isdecimal())


def _lasting(info: Info) -> Value:
    keys = _keys(info, "keys")
    return round((keys - _keys(info, "expires")) * 100 / keys, 1) if keys else None


def _lag(info: Info) -> Value:
    told = (it for name, it in info.items() if name.startswith("slave") and name[5:].isdecimal())
    return max((int(it["lag"]) for it in told), default=None)
