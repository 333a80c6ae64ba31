"""`--env local-staging`: a run uses the stack that is up, or starts one and stops it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.staging import Staging, staging
from servio_verify.run.polling import wait_until

pytestmark = pytest.mark.stack

FEW = ("-m", "smoke", "-k", "health or headers", "--env", "local-staging")
SECONDS_TO_GO = 20


@pytest.fixture
def place(clean_environ: dict[str, str]) -> Iterator[Staging]:
    with staging() as made:
        clean_environ.update(made.environ_of_its_own)
        yield made


def test_from_nothing_to_go(place: Staging, verify: Verify) -> None:
    begin = time.monotonic()
    ended = verify("-m", "smoke", "--env", "local-staging")
    assert ended.code == 0, ended.output
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    assert time.monotonic() - begin < SECONDS_TO_GO * max(1, busy)
    assert (place.processes(), place.folder.exists()) == ([], False)


def test_a_stack_that_is_up_stays_up(place: Staging, verify: Verify) -> None:
    assert place.run("up").returncode == 0
    before = place.state
    ended = verify(*FEW)
    assert ended.code == 0, ended.output
    assert place.state == before
    assert place.run("status").returncode == 0


def test_after_a_killed_run_down_leaves_nothing(place: Staging, clean_environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", *FEW]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environ, stdout=subprocess.DEVNULL) as run:
        assert wait_until(lambda: place.is_starting_tasks, 60)
        run.send_signal(signal.SIGKILL)
    assert place.run("up").returncode == 0
    assert place.run("status").returncode == 0
    assert place.run("down").returncode == 0
    assert (place.processes(), place.folder.exists()) == ([], False)
