"""What Servio depends on and has an address of its own explains 401 and 500 while it is ill, and nothing else does."""

import json
from pathlib import Path

import httpx
import pytest

from selftest.support.auth_provider import AuthProvider, auth_provider
from selftest.support.front import front
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project, checks
from servio_verify.api import health


@pytest.fixture
def project(tmp_path: Path, verify: Verify) -> Project:
    return Project(tmp_path / "project", verify)


def run(project: Project, provider: AuthProvider, healthy: dict[str, str], text: str) -> Outcome:
    project.write(checks("steady").replace('get("/venues")', 'get("/venues", page=1)'))
    file = project.folder / "environments/local.toml"
    file.write_text(f"{file.read_text()}\n{text.format(url=provider.url)}\n")
    with front(healthy, provider.scenario()) as settings:
        return project.run(CHECK_SECONDS="8", **settings)


DECLARED = '[dependencies]\n"the auth provider" = "{url}"'


@pytest.mark.parametrize("answers", [(401,), (500,), (401, 500)], ids=["401", "500", "both"])
def test_an_outage_of_a_dependency_explains_401_and_500(
    project: Project, healthy: dict[str, str], answers: tuple[int, ...]
) -> None:
    with auth_provider(*answers) as provider:
        ended = run(project, provider, healthy, DECLARED)
    assert ended.code == 10, ended.output
    (reason,) = ended.verdict["reasons"]
    assert reason.startswith("The auth provider was down (answered 503)"), reason
    assert len(ended.verdict["causes"][0]["checks"]) == 3


@pytest.mark.parametrize("answer", [401, 500])
def test_without_an_outage_both_are_servio_s(project: Project, healthy: dict[str, str], answer: int) -> None:
    with auth_provider(answer, goes_down=False) as provider:
        ended = run(project, provider, healthy, DECLARED)
    assert ended.code == 1, ended.output
    assert provider.looks > 1


def test_an_outage_of_what_is_not_declared_explains_neither(project: Project, healthy: dict[str, str]) -> None:
    with auth_provider(401) as provider:
        ended = run(project, provider, healthy, "")
    assert ended.code == 1, ended.output
    assert provider.looks == 0


def test_readiness_is_looked_at_slowly_and_each_second_once_something_fails(
    project: Project, healthy: dict[str, str]
) -> None:
    with auth_provider(500, goes_down=False) as provider:
        quiet = run(project, provider, healthy, f"{DECLARED}\n[watch]\nreadiness_every = 30")
    samples = [json.loads(line) for line in (quiet.run / "samples.jsonl").read_text().splitlines()]
    looks = [sample["at"] for sample in samples if sample["place"] == "dependency"]
    assert looks[1] - looks[0] > 1.5  # nothing had failed yet
    assert len(looks) > 4


def answer(milliseconds: float) -> httpx.Response:
    redis = {"status": "ok", "responseTime": milliseconds}
    return httpx.Response(200, json={"data": {"checks": {"redis": redis}}}, request=httpx.Request("GET", "http://x/"))


def test_ok_after_longer_than_the_slowest_is_not_ok() -> None:
    assert health.broken_dependencies(answer(5000.0), 1.0) == {"redis": "ok after 5.0 s"}
    assert not health.broken_dependencies(answer(900), 1.0)
    assert not health.broken_dependencies(answer(5000))


def test_a_slow_dependency_is_no_go_where_a_limit_is_set(project: Project) -> None:
    for name in ("conftest.py", "test_health.py"):
        project.write((ROOT / "tests/smoke" / name).read_text(), file=name)
    file = project.folder / "environments/local.toml"
    file.write_text(f"{file.read_text()}\n[watch]\nslowest_dependency = 0.0000001\n")
    ended = project.run("-k", "readiness")
    assert ended.code == 1, ended.output
    assert "a dependency is not ok: " in ended.output.lower()
