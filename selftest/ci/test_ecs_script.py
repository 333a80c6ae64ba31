"""The script that releases on ECS, and rolls back there."""

import os
import subprocess
from pathlib import Path

import pytest

from selftest.ci.workflow_files import SCRIPTS

AWS = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  *services-stable*) exit 0 ;;
  *describe-services*containerName*) echo "${BALANCED:-None}" ;;
  *describe-services*) cat "$RUNNING" ;;
  *update-service*) [ -n "$UNDONE" ] || printf '%s\\n' "$8" > "$RUNNING" ;;
  *describe-task-definition*)
    echo '{"family": "servio", "revision": 7, "containerDefinitions": [{"name": "log", "image": "log:1"},'
    echo ' {"name": "servio", "image": "old"}]}' ;;
  *register-task-definition*) echo servio:8 ;;
esac
"""


class Ecs:
    """The script with an AWS command line of our own before it."""

    def __init__(self, folder: Path) -> None:
        self._calls, self._running = folder / "calls", folder / "running"
        self._calls.touch()
        (folder / "aws").write_text(AWS)
        (folder / "aws").chmod(0o755)
        self._environ = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(self._calls), "CLUSTER": "c"}
        self._environ |= {"RUNNING": str(self._running), "SERVICE": "s"}

    def __call__(self, *arguments: str, running: str = "servio:7", **settings: str) -> subprocess.CompletedProcess[str]:
        self._running.write_text(f"{running}\n")
        environ = self._environ | settings
        return subprocess.run(
            [SCRIPTS / "ecs.sh", *arguments], env=environ, capture_output=True, text=True, check=False
        )

    @property
    def calls(self) -> str:
        return self._calls.read_text()


@pytest.fixture
def ecs(tmp_path: Path) -> Ecs:
    return Ecs(tmp_path)


@pytest.mark.parametrize("undone", ["", "yes"])
def test_a_release_registers_the_image_and_waits_until_it_runs(ecs: Ecs, undone: str) -> None:
    ended = ecs("release", "new", BALANCED="servio", UNDONE=undone)
    assert ended.returncode == (1 if undone else 0), ended.stderr
    registered = next(line for line in ecs.calls.split("ecs ") if line.startswith("register"))
    assert '"image": "new"' in registered
    assert '"image": "log:1"' in registered
    assert "revision" not in registered
    assert "wait services-stable" in ecs.calls
    assert ("the roll-out was undone" in ended.stderr) == bool(undone)


def test_a_start_waits_for_nothing_as_the_roll_out_does_at_its_hook(ecs: Ecs) -> None:
    ended = ecs("start", "new", BALANCED="servio")
    assert ended.returncode == 0, ended.stderr
    assert '"image": "new"' in ecs.calls
    assert "--task-definition servio:8" in ecs.calls
    assert "wait" not in ecs.calls


@pytest.mark.parametrize("running", ["None", ""])
@pytest.mark.parametrize("command", [["current"], ["release", "new"], ["start", "new"]])
def test_a_service_that_is_not_there_is_one_line_and_nothing_is_changed(
    ecs: Ecs, command: list[str], running: str
) -> None:
    ended = ecs(*command, running=running)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "ecs.sh: no active service s in cluster c: see ECS_CLUSTER and ECS_SERVICE\n"
    assert "register" not in ecs.calls
    assert "update" not in ecs.calls


@pytest.mark.parametrize("definition", ["None", ""])
def test_what_is_not_known_is_not_rolled_back_to(ecs: Ecs, definition: str) -> None:
    ended = ecs("run", definition)
    assert ended.returncode == 1
    assert "what was running before is not known" in ended.stderr
    assert not ecs.calls


@pytest.mark.parametrize(
    ("settings", "asked"), [({}, "''"), ({"CONTAINER": "web"}, "'web'"), ({"BALANCED": "x"}, "'x'")]
)
def test_of_several_containers_the_one_that_is_meant_must_be_known(
    ecs: Ecs, settings: dict[str, str], asked: str
) -> None:
    ended = ecs("release", "new", **settings)
    assert ended.returncode == 1
    assert ended.stderr == f"ecs.sh: servio:7 has no container {asked}, only log, servio: set CONTAINER\n"
    assert "register" not in ecs.calls
