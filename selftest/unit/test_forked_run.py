"""A fork is a program like another: its arguments, folder, environment, output, exit code and modules are its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support import forked_run
from selftest.support.processes import ROOT
from servio_verify.proof.forking import client

PROBE = """
import json, os, sys
import playwright.sync_api
seen = getattr(playwright.sync_api, "seen", False)
playwright.sync_api.seen = True
print(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ), sys.path[0], sys.stdin.read(), seen, os.getppid()]))
print("a complaint", file=sys.stderr)
raise SystemExit(7)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "probe.py").write_text(PROBE)
    (tmp_path / "hangs.py").write_text("import threading\nprint('here', flush=True)\nthreading.Event().wait()")
    return tmp_path


def test_a_fork_is_a_program_of_its_own(folder: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name.startswith(client.AT_THE_START)}
    environ |= {"OWN": "1", "PYTHONPATH": str(ROOT)}
    seen = environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    parents = set()
    for argument in ("one", "two"):
        ended = forked_run.run("probe", argument, folder=folder, environ=environ, timeout=60)
        assert (ended.returncode, ended.stderr) == (7, "a complaint\n")
        *told, parent = json.loads(ended.stdout)
        assert told == [[argument], str(folder), seen, str(folder), "", False]
        parents.add(parent)
    assert len(parents) == 1
    assert (os.getpid() not in parents) == (sys.platform == "linux"), "it was no fork"


def test_one_that_hangs_is_killed(folder: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        forked_run.run("hangs", folder=folder, environ=dict(os.environ), timeout=2)
    assert forked_run.run("probe", folder=folder, environ=dict(os.environ), timeout=60).returncode == 7


def test_what_python_reads_when_it_starts_is_given_to_a_new_one(folder: Path) -> None:
    assert client.can_be_forked(folder, os.environ, ROOT) == (sys.platform == "linux")
    assert not client.can_be_forked(folder, os.environ | {"PYTHONOPTIMIZE": "1"}, ROOT)
    (folder / "servio_verify").mkdir()
    assert not client.can_be_forked(folder, os.environ, ROOT), "it has packages of its own"
