"""Real load runs: locust against a server whose speed and faults are known. Each gets the right verdict and line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import trustme

from selftest.support.load_runs import Ended, Place, place, serving
from selftest.support.processes import ROOT, servio, settings_of
from servio_verify.load.measure.intervals import percentile_rank
from servio_verify.run.journal import Journal
from servio_verify.run.polling import wait_until

BRIEF: dict[str, Any] = {"users": 20, "seconds": 2}
pytestmark = pytest.mark.alone


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return place(tmp_path)


def truth(milliseconds: list[float], share: float = 0.95) -> float:
    return sorted(milliseconds)[percentile_rank(len(milliseconds), share) - 1]


def run(here: Place, url: str, *arguments: str, **profile: Any) -> Ended:
    name = here.profile(**{**BRIEF, **profile})
    ended = here.run_profile(url, name, *arguments)
    if (ended.folder / "load.json").is_file():
        ended.need_quiet()
    return ended


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Return what the condition gives once it is something."""
    found = wait_until(condition, seconds)
    assert found
    return found


def process_goes_on(process: "subprocess.Popen[str]", seconds: float) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)


def test_a_quick_server_is_go_and_every_request_is_counted_and_named(here: Place) -> None:
    with serving(p95=200) as target:
        ended = run(here, target.url, "--run-id", "run-7")
    assert (ended.code, ended.told["verdict"]) == (0, "GO"), ended.output
    assert sum(row["requests"] for row in ended.told["endpoints"]) == len(target.truth["milliseconds"])
    assert target.truth["closed_early"] == 0
    assert target.truth["connections"] < 60, "connections are kept"
    assert list(target.truth["runs"]) == ["run-7"]
    assert list(target.truth["agents"]) == ["servio-verify/0.1.0 (load; run run-7)"]
    for name in ("load.json", "load.svg", "load.txt", "locust.html", "locust.json"):
        assert (ended.folder / name).stat().st_size, name
    assert "nearest rank" in ended.output


def test_percentiles_are_the_servers_own(here: Place) -> None:
    with serving(p95=400) as target:
        ended = run(here, target.url, seconds=4)
    found = ended.gate("p95 < 500 ms", "run")["value"]
    # The benchmark promises 0.2 % on a quiet machine; here others may be at work.
    assert found == pytest.approx(truth(target.truth["milliseconds"]), rel=0.03)


def test_a_slow_server_is_no_go(here: Place) -> None:
    with serving(p95=900) as target:
        ended = run(here, target.url, users=40)
    assert ended.code == 1, ended.output
    assert "p95 < 500 ms" in ended.first_reason


def test_true_errors_are_no_go(here: Place) -> None:
    with serving(p95=50, errors=0.2) as target:
        ended = run(here, target.url)
    assert ended.code == 1, ended.output
    assert "failures:" in ended.output
    assert "HTTP 500" in ended.output


def test_an_error_page_with_status_200_is_no_go(here: Place) -> None:
    with serving(p95=20, error_page=True) as target:
        ended = run(here, target.url)
    assert ended.code == 1, ended.output
    assert "wrong page" in ended.output
    assert ended.gate("p95 < 500 ms")["samples"] == 0


def test_a_redirect_is_not_followed(here: Place) -> None:
    with serving() as elsewhere, serving(p95=20, redirect=f"{elsewhere.url}/") as target:
        ended = run(here, target.url)
    assert ended.code == 1, ended.output
    assert "HTTP 302" in ended.output
    assert elsewhere.truth["connections"] == 0


def test_a_server_that_refuses_half_way_is_braked_and_no_go(here: Place) -> None:
    with serving(p95=50, refuse_at=1) as target:
        ended = run(here, target.url, seconds=60)
    assert ended.code == 1, ended.output
    assert "stopped early" in ended.output
    assert ended.told["timeline"][-1]["at"] < 30


def test_a_server_that_goes_down_is_inconclusive_and_named(here: Place) -> None:
    with serving(p95=50, down_at=1) as target:
        ended = run(here, target.url, seconds=60)
    assert ended.code == 10, ended.output
    assert "went down" in ended.first_reason
    assert "/health answered 503" in ended.first_reason


def test_a_stall_is_told_and_no_go_follows_from_the_lucky_rest(here: Place) -> None:
    with serving(p95=50, stall_at=2, stall_for=5) as target:
        ended = run(here, target.url, seconds=8)
    assert ended.code in (1, 10), ended.output
    assert "the target stalled: nothing was answered from" in ended.output


def test_a_throttling_server_is_inconclusive_and_its_429_are_no_errors(here: Place) -> None:
    with serving(p95=50, throttle_after=1) as target:
        ended = run(here, target.url)
    assert ended.code == 10, ended.output
    assert "throttled" in ended.first_reason
    assert ended.told["endpoints"][0]["failed"] == 0
    assert ended.told["endpoints"][0]["throttled"] == target.truth["throttled"]


def test_a_starved_generator_makes_the_run_invalid(here: Place) -> None:
    burn = [sys.executable, "-c", "while True: pass"]
    with serving(p95=100) as target:
        burners = [subprocess.Popen(burn, start_new_session=True) for _ in range(8 * (os.cpu_count() or 1))]
        try:
            # A gate that fails: beside so much other work, nobody can say whether that was the target.
            process = here.start(target.url, "--profile", here.profile(**BRIEF, gates='["p95 < 50 ms"]'))
            psutil.Process(process.pid).nice(19)  # a fair scheduler starves nobody
            ended = here.ended(process)
        finally:
            for burner in burners:
                burner.kill()
                burner.wait()
    assert ended.code == 11, ended.output
    assert "the generator was starved" in ended.first_reason


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
        workers = until(lambda: psutil.Process(process.pid).children())
        process_goes_on(process, 6)
        workers[0].kill()
        ended = here.ended(process)
    assert ended.code == 11, ended.output + ended.errors
    assert "was lost" in ended.first_reason, ended.output


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_by_hand_says_so_and_leaves_nothing_behind(here: Place, by: signal.Signals) -> None:
    (here.root / "environments" / "own.toml").write_text("sandbox = []\nload = true\nwrites = true\n")
    process = here.start("", "--env", "own", "--profile", here.profile(seconds=60))
    sandbox = until(lambda: [child for child in psutil.Process(process.pid).children() if child.is_running()])
    until(lambda: (here.root / "out").is_dir())
    process_goes_on(process, 3)
    os.killpg(process.pid, by)
    ended = here.ended(process)
    ended.need_quiet()
    assert ended.code == 10, ended.output + ended.errors
    assert "stopped by hand" in ended.output
    assert "Traceback" not in ended.errors
    assert not any(child.is_running() for child in sandbox)


def test_fresh_connections_are_fresh(here: Place) -> None:
    with serving(p95=20) as target:
        ended = run(here, target.url, more='connections = "fresh"')
    served = len(target.truth["milliseconds"])
    assert target.truth["connections"] >= served, ended.output


def test_certificates_are_verified(here: Place, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(tmp_path / "cert.pem")
    with serving(p95=20, certificate=str(tmp_path / "cert.pem")) as target:
        trusted = here.run_profile(target.url, here.profile(**BRIEF), SERVIO_CA_FILE=str(tmp_path / "ca.pem"))
        distrusted = here.run_profile(target.url, here.profile(**BRIEF))
    assert trusted.code == 0, trusted.output + trusted.errors
    assert distrusted.code == 10, distrusted.output
    assert "CERTIFICATE_VERIFY_FAILED" in distrusted.errors


def test_a_worse_p95_than_the_last_go_decides_where_the_profile_says_so(here: Place) -> None:
    with serving(p95=60) as target:
        first = run(here, target.url)
    assert first.code == 0, first.output
    with serving(p95=200) as target:
        second = run(here, target.url, more="[baseline]\ndecides = true")
    assert second.code == 1, second.output
    assert "worse than the baseline" in second.first_reason


def test_the_ceiling_of_requests_ends_a_run(here: Place) -> None:
    with serving(p95=20) as target:
        ended = run(here, target.url, seconds=60, more="most_requests = 300")
    assert ended.code == 10, ended.output
    assert "ceiling of 300 requests" in ended.first_reason
    assert len(target.truth["milliseconds"]) < 1500


ORDERING = "[journeys]\nhome = 1\nbrowse_venues = 1\nopen_menu = 1\norder = 2\nsign_in = 1\n"


def test_an_ordering_load_leaves_nothing_on_the_target(here: Place) -> None:
    (here.root / "environments" / "own.toml").write_text("sandbox = []\nload = true\nwrites = true\n")
    name = here.profile(users=5, seconds=4, gates='["errors < 5 %", "p50 < 1 s for each"]', more=ORDERING)
    ordered_and_left_nothing(here.run_profile("", name, "--env", "own"))


def test_an_ordering_load_knows_another_servio_s_answers(here: Place) -> None:
    """Its envelopes begin with `meta`, and its menus need a session."""
    with servio("selftest.other_servio") as told:
        account = {"SERVIO_EMAIL": told["email"], "SERVIO_PASSWORD": told["password"]}
        (here.root / "environments" / "own.toml").write_text("load = true\nwrites = true\n")
        name = here.profile(users=5, seconds=4, gates='["errors < 5 %", "p50 < 1 s for each"]', more=ORDERING)
        ended = here.run_profile("", name, "--env", "own", **settings_of(told), **account)
    ordered_and_left_nothing(ended)


def ordered_and_left_nothing(ended: Ended) -> None:
    assert ended.code in (0, 10), ended.output + ended.errors
    endpoints = {row["endpoint"]: row for row in ended.told["endpoints"]}
    assert endpoints["POST /api/v1/venues/{id}/orders"]["requests"] > 0
    assert {row["failed"] for row in endpoints.values()} == {0}, ended.output
    journal = Journal.read(ended.folder / "journal-load.jsonl")
    assert (journal.made, journal.intended, ended.told["incidents"]["leftovers"]) == ([], [], [])


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
