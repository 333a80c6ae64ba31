"""What sets a run up is apart from what makes load: in memory, and when either dies."""

import os
import signal
import subprocess

import psutil
import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.measured_runs import process_goes_on, until
from selftest.support.processes import servio, settings_of
from servio_verify.run.journal import Journal

LEAN = """
import sys
sys.modules |= dict.fromkeys(["pydantic", "pydantic_core", "httpx", "httpcore"])  # to import one of them is an error
"""


def test_what_makes_load_needs_nothing_that_reads_settings(here: Place) -> None:
    whole = (here.root / "locustfile.py").read_text()
    (here.root / "locustfile.py").unlink()
    (here.root / "locustfile.py").write_text(LEAN + whole)
    with serving(p95=20) as target:
        alone = here.run_profile(target.url, here.profile(seconds=1))
        two = here.run_profile(target.url, here.profile(seconds=1), "--processes", "2")
    for ended in (alone, two):
        assert ended.told["incidents"]["mistake"] is None, ended.errors
        assert ended.told["endpoints"][0]["requests"] > 0


@pytest.mark.measures_nothing
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_run_that_ends_before_its_first_request(here: Place, by: signal.Signals) -> None:
    (here.root / "environments" / "own.toml").write_text("sandbox = []\nload = true\nwrites = true\n")
    process = here.start("", "--env", "own", "--profile", here.profile(seconds=60))
    below = until(lambda: len(found := psutil.Process(process.pid).children(recursive=True)) > 1 and found)
    os.kill(process.pid, by)
    process.communicate(timeout=60)
    gone, alive = psutil.wait_procs(below, timeout=60)
    assert not alive, subprocess.list2cmdline([str(each) for each in alive])
    assert len(gone) > 1


@pytest.mark.measures_nothing
def test_a_run_that_is_stopped_while_its_venue_is_made_leaves_none(here: Place) -> None:
    with servio("servio_sandbox", "--json", "--delay", "700") as told:
        process = here.start("", "--profile", here.profile(more="[journeys]\norder = 1"), **settings_of(told))
        written = here.root / "out" / "journal-load.jsonl"
        until(lambda: written.is_file() and Journal.read(written).made)
        os.kill(process.pid, signal.SIGINT)
        ended = here.ended(process)
    assert ended.code == 10, ended.errors
    assert (Journal.read(written).made, Journal.read(written).intended) == ([], [])


def test_a_stop_that_reaches_the_set_up_too_takes_nothing_from_under_the_run(here: Place) -> None:
    """Who stops a service tells all of its processes, and a run that ends gently still needs what was set up."""
    (here.root / "environments" / "own.toml").write_text("sandbox = []\nload = true\nwrites = true\n")
    name = here.profile(users=2, seconds=60, more="[journeys]\norder = 1")
    process = here.start("", "--env", "own", "--profile", name)
    setup, served = until(lambda: len(found := psutil.Process(process.pid).children(recursive=True)) > 1 and found)
    until(lambda: (here.root / "out" / "journal-load.jsonl").is_file())
    process_goes_on(process, 3)
    setup.terminate()
    process_goes_on(process, 2)
    assert served.is_running()
    process.terminate()
    ended = here.ended(process)
    journal = Journal.read(ended.folder / "journal-load.jsonl")
    assert (journal.made, journal.intended, ended.told["incidents"]["leftovers"]) == ([], [], []), ended.output
    assert "stopped by hand" in ended.told["incidents"]["stop"]["text"]
