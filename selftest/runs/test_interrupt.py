"""Ctrl-C, SIGTERM or a closed terminal at any moment leaves no process, port or folder behind, and one line says so."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
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
SAID = "interrupted: everything is stopped, nothing is left behind"


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
    ("moment", "by"), [(0.2, "SIGINT"), (2.2, "SIGINT"), (3.5, "SIGINT"), (2.2, "SIGTERM"), (2.2, "SIGHUP")]
)
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
        os.killpg(run.pid, signal.Signals[by])
    output, _ = run.communicate(timeout=END_SECONDS)
    assert output.count(SAID) == 1, output
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


BEGINS = """
def test_it(run):
    (run.folder.parent / "begun-it").touch()
    time.sleep(1.5)
"""


def read_to_the_end(terminal: int) -> str:
    """Return what a terminal shows, until nobody holds its other side."""
    shown = b""
    with suppress(OSError):  # how Linux says so
        while more := os.read(terminal, 65536):
            shown += more
    return shown.decode(errors="replace")


class Begun:
    """A run of `servio-verify run` in a terminal of its own, in the middle of a check."""

    def __init__(self, project: Project, environ: dict[str, str], *arguments: str, hang_ups: bool = True) -> None:
        self._runs = Path(environ["SERVIO_RUNS"])
        self.terminal, inside = pty.openpty()

        def take_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if not hang_ups:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "servio_verify.cli", "run", *arguments],
            cwd=project.folder,
            env=environ | {"PYTHONPATH": str(ROOT)},
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=take_terminal,
        )
        os.close(inside)
        begun = lambda: list(self._runs.glob("begun-*")) or self.process.poll() is not None  # noqa: E731
        assert wait_until(begun, 120, every=0.02)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and what the terminal shows."""
        shown = read_to_the_end(self.terminal)
        os.close(self.terminal)
        return self.process.wait(END_SECONDS), shown


@pytest.fixture
def begun(
    clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path, verify: Verify
) -> Callable[..., Begun]:
    """Begin a run of these checks with these arguments."""
    project = Project(tmp_path / "project", verify)

    def begin(checks: str, *arguments: str, **more: bool) -> Begun:
        project.write(checks)
        return Begun(project, clean_environ | healthy | {MARK: str(tmp_path)}, *arguments, **more)

    return begin


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_ctrl_c_in_a_terminal_while_a_browser_is_open_is_no_verdict(
    begun: Callable[..., Begun], arguments: list[str]
) -> None:
    run = begun(LOSES_IT, *arguments)
    os.write(run.terminal, b"\x03")  # the terminal tells the whole process group
    code, shown = run.end()
    assert code == pytest.ExitCode.INTERRUPTED, shown
    assert shown.count(SAID) == 1, shown
    noise = ("Traceback", "never awaited", "Warning", "after the checks", " for local =")
    assert not [word for word in noise if word in shown], shown


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_so_is_a_signal_to_the_command_alone(
    begun: Callable[..., Begun], tmp_path: Path, by: int, arguments: list[str]
) -> None:
    run = begun(LOSES_IT, *arguments)
    run.process.send_signal(by)
    code, shown = run.end()
    assert code == pytest.ExitCode.INTERRUPTED, shown
    assert shown.count(SAID) == 1, shown
    assert " for local =" not in shown
    assert started_by(str(tmp_path)) == []


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_so_is_a_terminal_that_is_closed(begun: Callable[..., Begun], tmp_path: Path, arguments: list[str]) -> None:
    run = begun(LOSES_IT, *arguments)
    os.close(run.terminal)  # nothing can be written any more
    assert run.process.wait(END_SECONDS) == pytest.ExitCode.INTERRUPTED
    assert started_by(str(tmp_path)) == []
    assert not list((tmp_path / "runs").glob("*/shared-*"))


def test_with_nohup_a_closed_terminal_ends_nothing(begun: Callable[..., Begun]) -> None:
    run = begun(BEGINS, hang_ups=False)
    os.killpg(run.process.pid, signal.SIGHUP)
    code, shown = run.end()
    assert code == 0, shown
    assert "GO for local" in shown


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
