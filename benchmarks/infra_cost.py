"""What does the infra tier cost beside smoke? `python -m benchmarks.infra_cost [--runs 5]`.

Both tiers in turn, against one sandbox, with all sources there: AWS's stand-in, PostgreSQL and Redis, on 127.0.0.1. CPU
of the whole process tree of a run, without the servers; both must end with GO.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.smoke_cost import Cost, cost
from selftest.infra.conftest import SCHEMA, USERS
from selftest.infra.held import HEALTHY
from selftest.support.aws.front import in_front_of
from selftest.support.aws.look import settings_for
from selftest.support.aws.made import make
from selftest.support.aws.ministack import ministack
from selftest.support.aws.sizes import STAGING
from selftest.support.postgres import PASSWORD, postgres
from selftest.support.processes import ROOT, servio, settings_of
from selftest.support.redis_server import redis_server

ALLOWED = 2.0
"""Seconds of CPU that the infra tier may take more."""


def main() -> int:
    """Print the CPU of each pair, and the difference; the exit code is 1 where it is over what is allowed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="pairs of runs (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, everything(Path(name)) as environ:
        folder = project(Path(name) / "project")
        pairs = [(run("infra", folder, environ), run("smoke", folder, environ)) for _ in range(options.runs + 1)][1:]
    for infra, smoke in pairs:
        print(f"infra {infra.cpu:.2f} s of CPU, {infra.wall:.2f} s; smoke {smoke.cpu:.2f} s, {smoke.wall:.2f} s")
    more = statistics.median(infra.cpu - smoke.cpu for infra, smoke in pairs)
    print(f"infra takes {more:+.2f} s of CPU (median; allowed {ALLOWED:+.2f})")
    return int(more > ALLOWED)


def run(tier: str, folder: Path, environ: dict[str, str]) -> Cost:
    """Return what a run of this tier cost; it must be GO."""
    return cost([sys.executable, "-m", "pytest", "-m", tier, "-q", "--env", "staging"], folder, environ)


def project(folder: Path) -> Path:
    """Make a folder with both tiers, and what these servers must be."""
    for name in ("environments", "tests/infra", "tests/smoke"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    file = folder / "environments/staging.facts.toml"
    groups = re.split(r"(?m)^(?=# --- )", file.read_text(encoding="utf-8"))
    ours = HEALTHY.path.read_text(encoding="utf-8").partition("[expect.http]")[0]
    file.write_text("".join([each for each in groups if "Database, Redis and HTTP" not in each]) + "\n" + ours)
    return folder


@contextmanager
def everything(scratch: Path) -> Iterator[dict[str, str]]:
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
        (scratch / "ministack").mkdir()
        origin = stack.enter_context(ministack(str(scratch / "ministack")))
        front = stack.enter_context(in_front_of(origin))
        make(origin, STAGING)
        yield {
            **{key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "SERVIO_"))},
            **settings_of(told),
            **settings_for(front),
            "DATABASE_URL": database.url("servio"),
            "REDIS_URL": cache.url(),
            "SERVIO_CA_FILE": str(cache.authority),
            "SERVIO_STATE": str(scratch / "state"),
            "SERVIO_RUNS": str(scratch / "runs"),
            "SERVIO_EMAIL": "test@example.com",
            "SERVIO_PASSWORD": "password",
            "PYTHONPATH": str(ROOT),
        }


if __name__ == "__main__":
    raise SystemExit(main())
