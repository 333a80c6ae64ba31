"""Declared limits are kept by all workers of a run together, and the wait is told."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from selftest.support.front import Scenario, front
from selftest.support.plugins import short_minute
from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.run import pacing

ASKING = """
@pytest.mark.parametrize("number", range(6))
def test_ask(anonymous_api, number):
    assert anonymous_api.get("/venues").status_code == 200
"""

DRAW = """
import sys, time, pathlib
from servio_verify.environments.pacing import Limits
from servio_verify.run import pacing
pacing.WINDOW = 1.0
pacing.keep(Limits(requests_per_minute=4), pathlib.Path(sys.argv[1]))
for _ in range(6):
    pacing.before_request()
    print(time.time(), flush=True)
"""


@pytest.mark.parametrize("folders", [(".", "."), ("one", "other")], ids=["of a run", "of a proof's runs"])
def test_processes_share_one_limit(tmp_path: Path, folders: tuple[str, str]) -> None:
    shared = {pacing.SHARED: str(tmp_path)} if folders[0] != folders[1] else {}
    commands = [[sys.executable, "-c", DRAW, str(tmp_path / folder)] for folder in folders]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ | shared, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    times = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].split())
    assert len(times) == 12
    assert all(later - earlier > 0.9 for earlier, later in zip(times, times[4:], strict=False))
    assert pacing.waited(tmp_path) > 1


def test_a_run_keeps_the_limit_and_tells_its_wait(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(ASKING)
    file = project.folder / "environments/local.toml"
    file.write_text(file.read_text() + "\n[limits]\nrequests_per_minute = 5\n")
    scenario = Scenario()
    with front(healthy, scenario) as settings:
        ended = project.run("-n", "2", "-p", "selftest.support.plugins.short_minute", **settings)
    assert ended.code == 0, ended.output
    # What is asked before the first check is neither paced nor counted.
    asked = Counter(asked.path for asked in scenario.seen if "(checks;" in asked.headers.get("user-agent", ""))
    assert asked["/api/v1/venues"] == 6 + 1  # the fingerprint asks once more, after the checks
    assert ended.verdict["timings"]["waited_for_limits"] > short_minute.SECONDS / 2
    assert not list(ended.run.glob("pace-*"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nrequests_per_minute = 0", "limits.requests_per_minute: Input should be greater than 0"),
        ("[limits]\nrequests = 5", "[limits]: unknown key 'requests'; did you mean 'requests_per_minute'?"),
        ("[watch]\nhealth_every = 0.01", "watch.health_every: Input should be greater than or equal to 0.2"),
        ("[watch]\nslowest_dependency = -1", "watch.slowest_dependency: Input should be greater than 0"),
        ("[session]\nlongest_wait = -1", "session.longest_wait: Input should be greater than or equal to 0"),
        ('[dependencies]\nauth = "auth.example.com"', "dependencies.auth: 'auth.example.com' is no http(s) URL"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(tmp_path: Path, verify: Verify, text: str, said: str) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(ASKING)
    file = project.folder / "environments/local.toml"
    file.write_text(f"{file.read_text()}\n{text}\n")
    ended = project.run()
    assert (ended.code, len(ended.lines)) == (4, 1), ended.output
    assert said in ended.output
