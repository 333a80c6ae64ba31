"""Ctrl-C or SIGTERM at any moment leaves no process, no port and no temporary folder behind, and one line saying so."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.run.polling import wait_until

MARK = "SERVIO_SELFTEST_MARK"
END_SECONDS = 120


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
@pytest.mark.parametrize(("moment", "by"), [(0.2, "SIGINT"), (2.2, "SIGINT"), (3.5, "SIGINT"), (2.2, "SIGTERM")])
def test_an_interrupted_run_leaves_nothing_behind(
    clean_environ: dict[str, str], tmp_path: Path, moment: float, by: str, arguments: list[str]
) -> None:
    mark, temporary = str(uuid4()), tmp_path / "t"
    temporary.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-m", "smoke", *arguments],
        cwd=ROOT,
        env=clean_environ | {MARK: mark, "TMPDIR": str(temporary), "SERVIO_SANDBOX": "--delay 200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert wait_until(lambda: list(temporary.glob("sv-*")) or run.poll() is not None, 120, every=0.02)
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


LOSES_IT = """
from pathlib import Path

def test_it(page, run):
    (run.folder.parent / f"begun-{run.worker}").touch()
    try:
        page.wait_for_timeout(20_000)
    except BaseException:
        raise AssertionError("the browser is gone")  # as a library may lose it

@pytest.mark.parametrize("n", range(4))
def test_other(page, n): page.wait_for_timeout(500)
"""


def read_to_the_end(terminal: int) -> str:
    """Return what a terminal shows, until nobody holds its other side."""
    shown = b""
    with suppress(OSError):  # how Linux says so
        while more := os.read(terminal, 65536):
            shown += more
    return shown.decode(errors="replace")


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_ctrl_c_in_a_terminal_while_a_browser_is_open_is_no_verdict(
    clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path, verify: Verify, arguments: list[str]
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(LOSES_IT)
    terminal, inside = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "servio_verify.cli", "run", *arguments],
        cwd=project.folder,
        env=clean_environ | healthy | {"PYTHONPATH": str(ROOT)},
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(inside)
    assert wait_until(lambda: list((tmp_path / "runs").glob("begun-*")) or run.poll() is not None, 120, every=0.02)
    os.write(terminal, b"\x03")  # the terminal tells the whole process group
    shown = read_to_the_end(terminal)
    os.close(terminal)
    assert run.wait(END_SECONDS) == pytest.ExitCode.INTERRUPTED, shown
    assert shown.count("interrupted: everything is stopped, nothing is left behind") == 1, shown
    noise = ("Traceback", "never awaited", "Warning", "after the checks", " for local =")
    assert not [word for word in noise if word in shown], shown


IN_A_HOOK = """
import os, signal, pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    yield
    os.kill(os.getpid(), signal.SIGINT)
"""
BETWEEN_LINES = """
def test_it():
    def between(): raise KeyboardInterrupt
    between.__code__ = between.__code__.replace(co_linetable=b"")
    between()
"""


@pytest.mark.parametrize(
    "tests",
    [{"conftest.py": IN_A_HOOK, "test_it.py": "def test_it(): ..."}, {"test_it.py": BETWEEN_LINES}],
    ids=["plugin", "lines"],
)
def test_ctrl_c_in_a_plugin_or_between_two_lines_is_one_line(
    healthy: dict[str, str], tmp_path: Path, verify: Verify, tests: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", verify)
    for file, text in tests.items():
        project.write(text, file=file)
    ended = project.run("-m", "smoke", **healthy)
    assert ended.code == pytest.ExitCode.INTERRUPTED, ended.output
    assert ended.output.count("interrupted: everything is stopped") == 1
    assert "Traceback" not in ended.output
