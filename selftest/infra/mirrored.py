"""Facts documents of two healthy environments, which differ in names, ids, addresses and sizes only."""

from datetime import UTC, datetime
from pathlib import Path

from selftest.support.processes import ROOT
from servio_verify.infra.facts import Fact, Facts, Unread, Value
from servio_verify.infra.mirror.difference import Mirror
from servio_verify.infra.mirror.file import MirrorFile, read_mirror_file
from servio_verify.infra.mirror.side import Side, saved_side

ACCOUNT = {"staging": "111111111111", "production": "222222222222"}
HOST = {"staging": "staging.servio.com", "production": "servio.com"}
NET = {"staging": "10.1", "production": "10.2"}
SIZE = {"staging": 1, "production": 3}

Facts_ = dict[str, Value | Unread]


def healthy(name: str) -> Facts_:
    """Return what a healthy environment of that name says."""
    host, size, arn = HOST[name], SIZE[name], f"arn:aws:ecs:us-east-1:{ACCOUNT[name]}"
    return {
        "alb.certificate_names": (host, f"api.{host}"),
        "alb.forwards_to": f"servio-{name}-tg",
        "alb.listeners": ("443 HTTPS", "80 HTTP"),
        "alb.tls_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "alarms.conditions": ("cpu > 80 for 300 s", "free-space < 2 GiB for 300 s"),
        "database.collation": "en_US.UTF-8",
        "database.extension_versions": ("citext=1.6", "plpgsql=1.0"),
        "database.name": f"servio_{name}",
        "database.parameters": ("log_min_duration_statement=500", f"shared_buffers={size} GB", "work_mem=4MB"),
        "database.tables": ("public.menus", "public.orders", "public.venues"),
        "database.timezone": "UTC",
        "database.version": "15.4",
        "ecs.circuit_breaker": True,
        "ecs.cpu": 512 * size,
        "ecs.desired": 2 * size,
        "ecs.environment": ("NEXT_PUBLIC_API_URL", "NODE_ENV"),
        "ecs.log_group": f"servio-{name}-app",
        "ecs.minimum_healthy_percent": 100,
        "ecs.node_env": name,
        "ecs.task_definition": f"{arn}:task-definition/servio-{name}-app:{40 + size}",
        "elasticache.engine_version": "7.0.7",
        "elasticache.node_type": "cache.t3.micro" if size == 1 else "cache.t3.medium",
        "elasticache.tls": True,
        "http.api_cors_own": f"https://{host} with credentials",
        "http.web_header_names": ("content-type", "strict-transport-security", "x-frame-options"),
        "http.web_hsts": "max-age=63072000; includeSubDomains",
        "http.web_login_cookies": ("csrf; HttpOnly; Secure", f"seen; Domain=.{host}; Secure"),
        "http.web_security_headers": (
            f"Content-Security-Policy: connect-src https://api.{host} https://js.stripe.com",
            "X-Frame-Options: DENY",
        ),
        "http.web_unknown_path": "404",
        "logs.retention_days": 30,
        "network.reaches_database": (f"tcp 5432 from {NET[name]}.0.0/16",),
        "network.reaches_tasks": (f"tcp 3000 from sg-0{SIZE[name]}a2b3c4d5e6f7a8b",),
        "rds.engine_version": "15.4",
        "rds.instance_class": "db.t3.micro" if size == 1 else "db.t3.xlarge",
        "rds.multi_az": True,
        "rds.parameter_group": f"servio-{name}-postgres15",
        "rds.storage_gib": 20 * size,
        "redis.eviction_policy": "noeviction",
        "redis.version": "7.0.7",
        "secrets.names": ("DATABASE_URL", "STRIPE_SECRET_KEY"),
        "target_group.health_path": "/health",
    }


PLANTED: dict[str, tuple[str, Value]] = {
    "alarms.conditions[cpu]": ("alarms.conditions", ("cpu > 95 for 300 s", "free-space < 2 GiB for 300 s")),
    "alb.tls_policy": ("alb.tls_policy", "ELBSecurityPolicy-TLS-1-0-2015-04"),
    "alb.certificate_names": ("alb.certificate_names", ("servio.com", "api.staging.servio.com")),
    "database.collation": ("database.collation", "C"),
    "database.extension_versions[citext]": ("database.extension_versions", ("citext=1.5", "plpgsql=1.0")),
    "database.parameters[work_mem]": (
        "database.parameters",
        ("log_min_duration_statement=500", "shared_buffers=1 GB", "work_mem=64MB"),
    ),
    "database.tables[public.refunds]": (
        "database.tables",
        ("public.menus", "public.orders", "public.refunds", "public.venues"),
    ),
    "database.timezone": ("database.timezone", "Europe/Berlin"),
    "ecs.circuit_breaker": ("ecs.circuit_breaker", False),
    "ecs.environment[DEBUG]": ("ecs.environment", ("DEBUG", "NEXT_PUBLIC_API_URL", "NODE_ENV")),
    "elasticache.node_type": ("elasticache.node_type", "cache.m6g.large"),
    "elasticache.tls": ("elasticache.tls", None),
    "http.web_hsts": ("http.web_hsts", None),
    "http.web_login_cookies[csrf]": (
        "http.web_login_cookies",
        ("csrf; Secure", "seen; Domain=.staging.servio.com; Secure"),
    ),
    "http.web_security_headers[Content-Security-Policy]": (
        "http.web_security_headers",
        (
            "Content-Security-Policy: connect-src https://api.servio.com https://js.stripe.com",
            "X-Frame-Options: DENY",
        ),
    ),
    "network.reaches_database": ("network.reaches_database", ("tcp 5432 from 10.0.0.0/8",)),
    "rds.engine_version": ("rds.engine_version", "14.9"),
    "redis.eviction_policy": ("redis.eviction_policy", "allkeys-lru"),
    "secrets.names[STRIPE_SECRET_KEY]": ("secrets.names", ("DATABASE_URL",)),
    "target_group.health_path": ("target_group.health_path", "/"),
}
"""By the row that it must be: a fact, and what it is in staging behind everybody's back."""


def facts(values: Facts_, unreachable: dict[str, str] | None = None, at: datetime | None = None) -> Facts:
    """Return these values as facts that were read now, or then."""
    read = (at or datetime.now(UTC)).replace(microsecond=0)
    return Facts.of((Fact(name, value, "by hand", read) for name, value in values.items()), unreachable)


def side(folder: Path, name: str, it: Facts, root: Path = ROOT) -> Side:
    """Return an environment with the facts of a document."""
    path = folder / f"{name}.json"
    path.write_text(it.to_json(), encoding="utf-8")
    return saved_side(root, name, path, MirrorFile())


def agreeing(folder: Path, text: str) -> MirrorFile:
    """Return a mirror file of this text, in a project that has the environments of this one."""
    (folder / "environments").mkdir(exist_ok=True)
    for name in ("staging", "production", "local"):
        (folder / "environments" / f"{name}.toml").touch()
    (folder / "environments" / "mirror.toml").write_text(text, encoding="utf-8")
    return read_mirror_file(folder)


def rows(mirror: Mirror) -> list[str]:
    """Return the names of the rows that are to settle."""
    return [row.fact for row in mirror.findings]
