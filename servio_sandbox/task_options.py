"""Options of the command line for a sandbox that is one of several tasks, behind a balancer."""

import argparse
import os
import re
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from servio_sandbox.settings import SandboxError, Task


def add_task_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for one of several tasks, in a group of their own."""
    group = parser.add_argument_group(
        "one of several tasks",
        "tasks share a PostgreSQL database and a Redis; env:NAME as an address or key reads it from the environment",
    )
    for side in ("web", "api"):
        group.add_argument(
            f"--public-{side}",
            metavar="URL",
            help=f"origin of the {side} side before the balancer; with https, cookies are Secure and HSTS is sent",
        )
    group.add_argument("--redis", metavar="URL", help="redis:// or rediss://: sessions, rate limits, idempotency keys")
    group.add_argument("--redis-ca", type=Path, metavar="FILE", help="certificate authority of a rediss:// server")
    group.add_argument(
        "--no-migrate",
        action="store_true",
        help="leave the schema of PostgreSQL alone: a task whose schema is behind says so in /ready and in the log",
    )
    group.add_argument("--listen", default=Task.listen, metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    group.add_argument(
        "--trust-proxy",
        default=Task.trusted,
        metavar="ADDRESSES",
        help="who may send X-Forwarded-For, with --public-web or --public-api (default: 127.0.0.1)",
    )
    group.add_argument(
        "--drain", type=float, default=0, metavar="S", help="on SIGTERM, finish requests for so many seconds"
    )


def task_options(options: argparse.Namespace) -> Task:
    """Return the options for one of several tasks."""
    redis_url = from_environment(options.redis)
    _check(options, redis_url)
    return Task(
        redis_url=redis_url,
        redis_ca=options.redis_ca,
        migrate=not options.no_migrate,
        listen=options.listen,
        trusted=options.trust_proxy,
        drain=max(options.drain, 0),
    )


def _check(options: argparse.Namespace, redis_url: str | None) -> None:
    for side, origin in (("web", options.public_web), ("api", options.public_api)):
        if origin and not re.fullmatch(r"https?://[^/?#@]+", origin):
            raise SandboxError(f"--public-{side} wants an origin, such as https://localhost:8443")
    if redis_url and not redis_url.startswith(("redis://", "rediss://")):
        raise SandboxError("--redis wants an address that begins with redis:// or rediss://")
    try:
        _ = urlsplit(redis_url or "").port
    except ValueError as error:
        raise SandboxError(f"--redis is no address: {error}") from None
    if options.redis_ca:
        _check_authority(options.redis_ca)


def _check_authority(file: Path) -> None:
    if not file.is_file():
        raise SandboxError(f"--redis-ca: there is no file {file}")
    try:
        ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        raise SandboxError(f"--redis-ca: no certificate in {file}") from None


def from_environment(given: str | None) -> str | None:
    """Return a value as given, or what stands in the environment where it is `env:NAME`."""
    if given is None or not given.startswith("env:"):
        return given
    name = given.removeprefix("env:")
    if not os.environ.get(name):
        raise SandboxError(f"{name} is not set in the environment")
    return os.environ[name]
