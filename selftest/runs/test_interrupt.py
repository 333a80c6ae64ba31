"""Ctrl-C or SIGTERM at any moment leaves no process, no port and no temporary folder behind, and one line saying so."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from selftest.support.processes import ROOT
from servio_verify.run.polling import wait_until

MARK = "SERVIO_SELFTEST_MARK"
END_SECONDS = 30


def started_by(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
@pytest.mark.parametrize(
    ("moment", "by"), [(0.2, "SIGINT"), (1.3, "SIGINT"), (2.2, "SIGINT"), (3.5, "SIGINT"), (2.2, "SIGTERM")]
)
def test_an_interrupted_run_leaves_nothing_behind(
    clean_environ: dict[str, str], tmp_path: Path, moment: float, by: str, arguments: list[str]
) -> None:
    mark, temporary = str(uuid4()), tmp_path / "t"
    temporary.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-m", "smoke", *arguments],
        cwd=ROOT,
        env=clean_environ | {MARK: mark, "TMPDIR": str(temporary), "SERVIO_SANDBOX": "--delay 100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert wait_until(lambda: list(temporary.glob("sv-*")) or run.poll() is not None, 20, every=0.02)
    with pytest.raises(subprocess.TimeoutExpired):
        run.wait(moment)
    if by == "SIGTERM":
        run.terminate()  # a container's first process alone is told
    else:
        os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=END_SECONDS)
    assert output.count("interrupted: everything is stopped, nothing is left behind") == 1, output
    assert run.returncode == pytest.ExitCode.INTERRUPTED, output
    assert started_by(mark) == []
    assert list(temporary.iterdir()) == []
