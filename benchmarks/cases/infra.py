"""The infra tier against the smoke tier and two seconds of CPU, on one sandbox with all sources there.

AWS's stand-in, PostgreSQL and Redis are on 127.0.0.1. CPU of the whole process tree of a run, without the servers.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.cost import cost
from benchmarks.pairs import Asked, Ratio, Target, between, in_turn
from benchmarks.sources import ACCOUNT, aws, project
from selftest.infra.conftest import SCHEMA, USERS
from selftest.infra.held import HEALTHY
from selftest.support.postgres import PASSWORD, postgres
from selftest.support.processes import servio, settings_of
from selftest.support.redis_server import redis_server

MORE = 2.0
"""Seconds of CPU that the infra tier may take more."""


def measure(asked: Asked) -> Iterator[Ratio]:
    """Both tiers must end with GO."""
    folder = asked.folder / "project"
    facts = project(folder, "infra", "smoke")
    groups = re.split(r"(?m)^(?=# --- )", facts.read_text(encoding="utf-8"))
    ours = HEALTHY.path.read_text(encoding="utf-8").partition("[expect.http]")[0]
    facts.write_text("".join([each for each in groups if "Database, Redis and HTTP" not in each]) + "\n" + ours)
    with everything(asked) as environ:
        run = [sys.executable, "-m", "pytest", "-q", "--env", "staging", "-m"]
        works = {f"{tier} tier": lambda tier=tier: cost([*run, tier], folder, environ) for tier in ("infra", "smoke")}
        rounds = in_turn(asked, works)
    yield from between(rounds, *works)
    more = [(each["infra tier"].cpu, each["smoke tier"].cpu + MORE) for each in rounds]
    yield Ratio(f"infra tier: CPU, of smoke tier and {MORE:.0f} s", more, Target(1))


@contextmanager
def everything(asked: Asked) -> Iterator[dict[str, str]]:
    """Start the sandbox, PostgreSQL, Redis and AWS's stand-in, and yield the settings that lead to them."""
    with ExitStack() as stack:
        told = stack.enter_context(servio("servio_sandbox", "--json"))
        database = stack.enter_context(postgres())
        for user, more in USERS.items():
            database.run(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}' {more}")
        database.run("GRANT pg_read_all_stats TO servio", "CREATE DATABASE servio OWNER servio")
        database.run(*SCHEMA.split(";"), database="servio")
        cache = stack.enter_context(redis_server())
        with cache.client() as client:
            client.set("session", "1", ex=3600)
            client.set("menu", "1")
        stores = {"DATABASE_URL": database.url("servio"), "REDIS_URL": cache.url()}
        there = {**settings_of(told), **stack.enter_context(aws(asked.folder / "aws")), **stores, **ACCOUNT}
        yield asked.environ(**there, SERVIO_CA_FILE=str(cache.authority))
