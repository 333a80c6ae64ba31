"""Planted defects are there on any machine, however busy, and however many runs begin at once."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from selftest.support.processes import ROOT
from servio_verify.workflow.planted_server import planted_server


def test_the_slow_answer_does_not_come_in_time_however_long_a_thread_was_kept_waiting() -> None:
    late = pytest.raises(httpx.ReadTimeout)
    with planted_server() as planted, httpx.Client(trust_env=False, timeout=1.0) as client, late:
        client.get(f"{planted.url}/slow")


def test_runs_that_begin_at_once_agree_on_one_expired_certificate(tmp_path: Path) -> None:
    line = "from servio_verify.workflow import planted_server as p; print(hash(p._certificate().read_bytes()))"
    environ = os.environ | {"SERVIO_STATE": str(tmp_path), "PYTHONHASHSEED": "0"}
    started = [
        subprocess.Popen([sys.executable, "-c", line], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert all(process.returncode == 0 for process in started)
