"""Load runs with several workers on this machine."""

from pathlib import Path

import psutil
import pytest

from selftest.support.load_runs import NOBODY, Place, serving
from selftest.support.measured_runs import process_goes_on, run, truth, until


def test_two_workers_count_what_the_server_served(here: Place) -> None:
    with serving(p95=200) as target:
        ended = run(here, target.url, "--processes", "2", seconds=5)
    assert ended.code == 0, ended.output + ended.errors
    served = target.truth["milliseconds"]
    assert ended.told["endpoints"][0]["requests"] == len(served)
    assert ended.gate("p95 < 500 ms", "run")["value"] == pytest.approx(truth(served), rel=0.15)
    assert ended.told["generators"] == 2


def test_a_lost_worker_makes_the_run_invalid(here: Place) -> None:
    with serving(p95=100) as target:
        process = here.start(target.url, "--profile", here.profile(seconds=30), "--processes", "2")
        process_goes_on(process, 6)
        workers = psutil.Process(process.pid).children()  # the set-up was one too, and is gone
        workers[0].kill()
        ended = here.ended(process)
    assert ended.code == 11, ended.output + ended.errors
    assert "was lost" in ended.first_reason, ended.output


def at_work_in(folder: Path) -> list[psutil.Process]:
    with_folder = psutil.process_iter(["cwd"])
    return [each for each in with_folder if each.info["cwd"] == str(folder)]


@pytest.mark.measures_nothing
def test_no_worker_outlives_a_run_that_is_refused(here: Place) -> None:
    """Each would look for a master for a minute or more, and find that of the next run."""
    process = here.start(NOBODY, "--profile", here.profile(), "--processes", "2", "--wait", "0")
    assert process.wait(60) == 10
    assert until(lambda: not at_work_in(here.root), 10)
    process.communicate(timeout=10)


@pytest.mark.measures_nothing
def test_no_worker_goes_on_for_a_master_that_was_killed(here: Place) -> None:
    with serving() as target:
        process = here.start(target.url, "--profile", here.profile(seconds=100), "--processes", "2")
        until(lambda: (here.root / "out").is_dir())
        process_goes_on(process, 4)
        process.kill()
        assert until(lambda: not at_work_in(here.root), 10)
        process.communicate(timeout=10)
