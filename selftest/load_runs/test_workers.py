"""Load runs with several workers on this machine."""

import psutil
import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.measured_runs import process_goes_on, run, truth


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
