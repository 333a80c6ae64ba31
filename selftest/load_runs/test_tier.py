"""The load tier as a person starts it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.measured_runs import BRIEF, process_goes_on, until
from selftest.support.processes import ROOT


def load_checks(here: Place, clean_environ: dict[str, str], url: str, **profile: Any) -> "subprocess.Popen[str]":
    """Start the load tier as a person does."""
    chosen = here.root / "profiles" / f"{here.profile(**{**BRIEF, **profile})}.toml"
    return subprocess.Popen(  # our own program
        [sys.executable, "-m", "pytest", "-m", "load", "tests/load", "--profile", str(chosen), "-v"],
        cwd=ROOT,
        env=clean_environ | {"SERVIO_WEB_URL": url, "SERVIO_API_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_each_gate_is_a_check_of_its_own_with_the_picture_in_the_report(
    here: Place, clean_environ: dict[str, str], tmp_path: Path
) -> None:
    with serving(p95=900) as target:
        gates = '["p95 < 500 ms", "errors < 20 %"]'
        process = load_checks(here, clean_environ, target.url, gates=gates)
        output, _ = process.communicate(timeout=90)
    if process.returncode == 11 and "the generator was starved: other work" in output:
        pytest.skip("other work on this machine: the run says by itself that it cannot be trusted")
    assert process.returncode == 1, output
    assert "test_the_gate_holds[p95 < 500 ms on run] FAILED" in output
    assert "test_the_gate_holds[errors < 20 % on run] PASSED" in output, output
    assert "p95 < 500 ms (all endpoints, run): " in output
    attached = {path.suffix for path in tmp_path.glob("runs/*/allure-results/*-attachment*")}
    assert {".svg", ".json", ".html", ".txt"} <= attached
    results = [json.loads(path.read_text()) for path in tmp_path.glob("runs/*/allure-results/*-result.json")]
    shown = {parameter["value"] for result in results for parameter in result.get("parameters", [])}
    assert {"p95 < 500 ms", "errors < 20 %"} <= shown


def test_ctrl_c_on_the_load_checks_ends_the_load(here: Place, clean_environ: dict[str, str]) -> None:
    with serving(p95=20) as target:
        process = load_checks(here, clean_environ, target.url, seconds=100)
        load = until(lambda: psutil.Process(process.pid).children())
        process_goes_on(process, 4)
        os.kill(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output
    assert not any(child.is_running() for child in load)
    assert target.truth["closed_early"] == 0
