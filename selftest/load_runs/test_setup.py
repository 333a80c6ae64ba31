"""What sets a run up is apart from what makes load: in memory, and when either dies."""

import os
import signal
import subprocess

import psutil
import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.measured_runs import until

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
