"""The infra tier as a process of its own, on real servers: GO and NO-GO."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.held import HEALTHY
from selftest.support.postgres import PASSWORD as DATABASE_PASSWORD
from selftest.support.postgres import Postgres
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project
from selftest.support.redis_server import PASSWORD as CACHE_PASSWORD
from selftest.support.redis_server import Redis

OF_HTTP = '[expect.http]\nweb_health = "200 text/plain"\napi_unknown_path = "404 NOT_FOUND"\n'


@pytest.fixture
def project(tmp_path: Path, verify: Verify) -> Project:
    """The infra tier, and what the healthy servers must be."""
    made = Project(tmp_path / "project", verify)
    shutil.copytree(ROOT / "tests/infra", made.folder / "tests/infra")
    servers = HEALTHY.path.read_text(encoding="utf-8").partition("[expect.http]")[0]
    (made.folder / "environments/local.facts.toml").write_text(servers + OF_HTTP, encoding="utf-8")
    return made


@pytest.fixture
def settings(healthy: dict[str, str], database_server: Postgres, cache_server: Redis) -> dict[str, str]:
    """The settings that lead to all of them."""
    return healthy | {
        "DATABASE_URL": database_server.url("servio"),
        "REDIS_URL": cache_server.url(),
        "SERVIO_CA_FILE": str(cache_server.authority),
    }


def outcomes(ended: Outcome) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in ended.verdict["ledger"]:
        found.setdefault(entry["outcome"], []).append(entry)
    return found


def test_healthy_servers_are_go(project: Project, settings: dict[str, str]) -> None:
    ended = project.run("-m", "infra", "--env", "local", **settings)
    assert ended.code == 0, ended.output
    assert len(outcomes(ended)["passed"]) == len([*HEALTHY.of("database", "redis")]) + 2
    written = b"".join(path.read_bytes() for path in ended.run.rglob("*") if path.is_file()) + ended.output.encode()
    assert not [each for each in (DATABASE_PASSWORD, CACHE_PASSWORD) if each.encode() in written]


def test_a_drift_is_no_go_and_a_refusal_one_cause(
    project: Project, settings: dict[str, str], database_server: Postgres
) -> None:
    database_server.fresh("drifted", "TEMPLATE servio")
    database_server.run("ALTER DATABASE drifted SET timezone = 'Asia/Tokyo'")
    refused = settings["REDIS_URL"].replace(CACHE_PASSWORD, "wrong-canary")
    drifted = settings | {"DATABASE_URL": database_server.url("drifted"), "REDIS_URL": refused}
    ended = project.run("-m", "infra", "--env", "local", **drifted)
    assert ended.code == 1, ended.output
    reasons = ended.verdict["reasons"]
    assert any("database.timezone is 'Asia/Tokyo', must be 'UTC'" in reason for reason in reasons), reasons
    assert "The environment is not what was agreed; each reason says where." in ended.output
    assert sum("invalid username-password pair" in reason for reason in reasons) == 1, reasons
    assert max(map(len, reasons)) <= 160
    assert "wrong-canary" not in ended.output
