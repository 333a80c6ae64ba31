"""The mirror as checks of the infra tier: a whole run against a sandbox, held against a saved document."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project
from servio_verify.environments.settings import read_environment
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import Place
from servio_verify.traffic import transport

HSTS = "http.web_hsts"


@pytest.fixture(scope="session")
def document(healthy: dict[str, str]) -> dict[str, Any]:
    """What a healthy sandbox says over HTTP."""
    environment = read_environment("local", ROOT, healthy)
    transport.admit_to(environment)
    told: dict[str, Any] = json.loads(gather(Place(environment, {}), {"http"}).to_json())
    return told


@pytest.fixture
def project(tmp_path: Path, verify: Verify) -> Project:
    made = Project(tmp_path, verify)
    (tmp_path / "tests/infra").mkdir(parents=True)
    for name in ("conftest.py", "test_mirror.py"):
        shutil.copy(ROOT / "tests/infra" / name, tmp_path / "tests/infra")
    told = 'environment = "local"\nwith = "production"\nfacts = "production.json"\n'
    (tmp_path / "environments/mirror.toml").write_text(told)
    return made


def run(project: Project, settings: dict[str, str], document: dict[str, Any]) -> Outcome:
    (project.folder / "production.json").write_text(json.dumps(document))
    return project.run("-m", "infra", "--env", "local", **settings)


def test_what_is_alike_is_go(project: Project, healthy: dict[str, str], document: dict[str, Any]) -> None:
    ended = run(project, healthy, document)
    assert ended.code == 0, ended.output
    outcomes = {each["check"].partition("[")[2][:-1]: each["outcome"] for each in ended.verdict["ledger"]}
    assert outcomes.pop("http") == "passed"
    assert set(outcomes.values()) == {"skipped"}
    assert any("no DATABASE_URL" in line for line in ended.verdict["not_covered"])


def test_a_difference_is_a_reason(project: Project, healthy: dict[str, str], document: dict[str, Any]) -> None:
    other = document["facts"] | {HSTS: document["facts"][HSTS] | {"value": "max-age=1"}}
    ended = run(project, healthy, document | {"facts": other})
    assert ended.code == 1, ended.output
    (reason,) = ended.verdict["reasons"]
    assert HSTS in reason
    assert "max-age=1 in production: nobody agreed to it" in reason
