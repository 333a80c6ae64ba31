"""The name of a gate: the same in a run of tests/load and in locust's own report."""

import subprocess
import sys
from pathlib import Path

from selftest.support.processes import ROOT
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.judgement.result import FinishedRun, judge_run
from servio_verify.load.measure.aggregator import Aggregator
from servio_verify.load.plan.profile_files import read_profile
from servio_verify.load.plan.where import Where
from servio_verify.results.load_report import result_of


def test_a_gate_has_the_name_of_its_check_in_both_reports(tmp_path: Path) -> None:
    gates = ["p95 < 500 ms", "errors < 1 % on plateau", "p50 < 5 s on run for GET /", "p99 < 2 s for each"]
    stages = '[{ name = "on", seconds = 1, users = 1 }]'
    path = tmp_path / "own.toml"
    path.write_text(f'description = "of the selftest"\nthink = 1\nstages = {stages}\ngates = {gates}\n')
    run = FinishedRun(Where("here", "", "run"), read_profile(str(path), ROOT), Aggregator(), {})
    of_locust = [check.check for check in result_of(judge_run(run, Incidents()).to_json(), path).ledger]
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/load", "--profile", str(path), "--collect-only", "-q"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    of_pytest = [line for line in listed.stdout.splitlines() if "gate_holds" in line]
    assert of_pytest == of_locust, listed.stdout + listed.stderr
    assert len(of_pytest) == 6
