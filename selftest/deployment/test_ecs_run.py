"""The whole way in one command: a deployment waits, the checks run for real, and their verdict is told."""

import json
from pathlib import Path

import pytest

from selftest.deployment.conftest import Gate
from selftest.support import forked_run
from selftest.support.aws.look import settings_for
from selftest.support.aws.paused import DIGEST
from selftest.support.processes import Verify
from selftest.support.project import Project
from selftest.support.results import BUILD

STAGING = 'build = "header:X-Servio-Build"\nsays_environment = "sandbox"\n'


@pytest.mark.parametrize(
    ("check", "told", "code"),
    [
        ("assert True", ["CONTINUE"], 0),
        ("os.kill(os.getpid(), 9)", [], 11),
    ],
)
def test_a_run_is_answered_by_its_verdict_and_a_crash_by_nothing(
    gate: Gate,
    verify: Verify,
    healthy: dict[str, str],
    clean_environ: dict[str, str],
    tmp_path: Path,
    check: str,
    told: list[str],
    code: int,
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(f"def test_it():\n    {check}\n", "smoke")
    addresses = "".join(f"{key} = {json.dumps(healthy[f'SERVIO_{key.upper()}'])}\n" for key in ("web_url", "api_url"))
    (project.folder / "environments/staging.toml").write_text(addresses + STAGING)
    environ = clean_environ | settings_for(gate.front)
    ended = forked_run.run(
        "servio_verify.cli",
        *("gate", "ecs", "run", "--env", "staging", "--expect-digest", DIGEST, "--"),
        *("-m", "smoke", "--wait", "5", "--expect-build", BUILD),
        folder=project.folder,
        environ=environ,
        timeout=120,
        stderr=forked_run.MERGED,
    )
    assert (gate.told, ended.returncode) == (told, code), ended.stdout
    first, last = ended.stdout.splitlines()[0], ended.stdout.splitlines()[-1]
    assert "of servio-staging-app:8 waits at POST_TEST_TRAFFIC_SHIFT until" in first
    assert f"{gate.ecs.name} was told {told[0] if told else 'nothing'}" in last
