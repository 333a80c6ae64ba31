"""Description of local staging (stack.toml): what is in it, whether as processes or as containers."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "stack.toml"


@dataclass(frozen=True)
class Health:
    """Health check of a task, as a target group makes it; times in seconds."""

    path: str
    every: float
    within: float
    healthy: int
    unhealthy: int


@dataclass(frozen=True)
class Tasks:
    """The tasks behind the balancer."""

    count: int
    image: str
    web_port: int
    api_port: int
    account: str
    settings: dict[str, str]
    health: Health


@dataclass(frozen=True)
class Balancer:
    """nginx: listeners, TLS policy, and patience in seconds."""

    image: str
    version: str
    program: str
    web_port: int
    api_port: int
    plain_web_port: int
    plain_api_port: int
    protocols: tuple[str, ...]
    ciphers: str
    idle: int
    task_idle: int
    drain: int


@dataclass(frozen=True)
class PostgreSql:
    """The database server; `health` is a command that ends with 0 once it is well."""

    image: str
    version: str
    program: str
    port: int
    user: str
    database: str
    health: tuple[str, ...]
    rules: tuple[str, ...]
    container_user: str
    settings: dict[str, str]

    def admission(self, network: str) -> str:
        """Return pg_hba.conf: who is let in from this network."""
        return "".join(f"{rule.replace('NETWORK', network)}\n" for rule in self.rules)


@dataclass(frozen=True)
class Redis:
    """The server of sessions, limits and idempotency keys; `CA` in `health` stands for the authority's file."""

    image: str
    version: str
    program: str
    port: int
    health: tuple[str, ...]
    container_user: str
    settings: dict[str, str]


@dataclass(frozen=True)
class Description:
    """All parts of local staging."""

    tasks: Tasks
    balancer: Balancer
    postgresql: PostgreSql
    redis: Redis


@cache
def description() -> Description:
    """Return what stack.toml says."""
    text: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    tasks, balancer, postgresql, redis = (text[name] for name in ("tasks", "balancer", "postgresql", "redis"))
    return Description(
        Tasks(**(tasks | {"health": Health(**tasks["health"])})),
        Balancer(**(balancer | {"protocols": tuple(balancer["protocols"])})),
        PostgreSql(**(postgresql | {"health": tuple(postgresql["health"]), "rules": tuple(postgresql["rules"])})),
        Redis(**(redis | {"health": tuple(redis["health"])})),
    )
