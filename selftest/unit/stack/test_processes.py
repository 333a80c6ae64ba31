"""Which processes are a stack's own: those that recorded themselves, and none else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from servio_sandbox.stack import processes
from servio_sandbox.stack.place import Place
from servio_verify.run.polling import wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
PARENT = (sys.executable, "-c", f"import subprocess; subprocess.run({[*SLEEP]!r})")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "stack")
    made.make()
    yield made
    processes.await_end(processes.recorded(made), 0)


@contextmanager
def another(folder: Path) -> Iterator[int]:
    """A process that is not the stack's."""
    with subprocess.Popen(SLEEP, cwd=folder) as process:
        yield process.pid
        assert process.poll() is None, "it was ended"
        process.kill()


def started(place: Place, *command: str) -> int:
    return processes.start(place, "part", command, folder=place.folder, environ={"PATH": os.environ["PATH"]}).pid


def test_a_part_records_itself_and_outlives_its_starter(place: Place) -> None:
    pid = started(place, *SLEEP)
    assert wait_until(lambda: (place.pids / "part").read_text(), 10) == f"{pid}\n"
    assert [each.pid for each in processes.recorded(place)] == [pid]
    assert os.getsid(pid) == pid


def test_what_a_killed_part_leaves_in_its_session_is_found(place: Place) -> None:
    pid = started(place, *PARENT)
    found = wait_until(lambda: psutil.Process(pid).children(), 30)
    psutil.Process(pid).kill()
    assert wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, 10)
    assert found[0] in processes.recorded(place)


def test_a_reused_id_of_a_process_elsewhere_is_not_ours(place: Place, tmp_path: Path) -> None:
    with another(tmp_path) as pid:
        (place.pids / "part").write_text(f"{pid}\n")
        assert processes.recorded(place) == []


def test_a_process_that_began_after_the_record_is_not_ours(place: Place) -> None:
    with another(place.folder) as pid:
        record = place.pids / "part"
        record.write_text(f"{pid}\n")
        os.utime(record, (0, psutil.Process(pid).create_time() - 60))
        assert processes.recorded(place) == []


def test_a_process_is_not_the_one_that_had_its_id_before(place: Place) -> None:
    pid = started(place, *SLEEP)
    since = processes.started_at(pid)
    assert processes.running(pid, since)
    assert processes.running(pid, since - 60) is None
