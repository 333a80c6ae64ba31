"""Real runs of an arrival rate: a stall shows, and what cannot be sent in time makes a run invalid."""

import resource

import pytest

from selftest.support.load_runs import Ended, Place, serving
from selftest.support.measured_runs import run, truth

ARRIVALS = """
description = "for the selftest"
rate = "{rate} /s"
stages = [{{ name = "hold", seconds = {seconds} }}]
plateau = 1.0
gates = ["p95 < 500 ms", "errors < 5 %"]
{more}
"""


def arrive(
    here: Place, url: str, *arguments: str, rate: float = 40, seconds: float = 8, files: int = 0, more: str = ""
) -> Ended:
    (here.root / "profiles").mkdir(exist_ok=True)
    (here.root / "profiles" / "arrivals.toml").write_text(ARRIVALS.format(rate=rate, seconds=seconds, more=more))
    process = here.start(url, "--profile", "arrivals", *arguments)
    if files:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (files, files))
    return here.ended(process)


def test_a_stall_that_users_hide_shows_at_an_arrival_rate(here: Place) -> None:
    """Users who wait send nothing, so few of their samples are slow (coordinated omission)."""
    with serving(p95=50, stall_at=2, stall_for=5) as target:
        users = run(here, target.url, seconds=7)
    assert users.gate("p95 < 500 ms", "run")["value"] < 500, users.output
    assert users.code in (10, 11), users.output
    assert "the target stalled: nothing was answered from" in users.output
    with serving(p95=50, stall_at=2, stall_for=5) as target:
        rate = arrive(here, target.url)
    told, (row,) = rate.told, rate.told["endpoints"]
    assert rate.gate("p95 < 500 ms", "run")["outcome"] == "fail", rate.output
    assert rate.gate("p95 < 500 ms", "run")["value"] == row["p95_ms"] >= row["from_sending"]["p95_ms"]
    assert told["arrivals"]["due"] == row["requests"] == len(target.truth["milliseconds"])
    assert row["requests"] == pytest.approx(8 * 40, abs=5)
    assert told["arrivals"]["most_waiting"] == pytest.approx(5 * 40, abs=20)
    served = truth(target.truth["milliseconds"])
    assert row["from_sending"]["p95_ms"] == pytest.approx(served, rel=0.03)
    rate.need_quiet()
    assert (rate.code, told["arrivals"]["not_in_time"]) == (1, 0), rate.output


def test_guests_who_find_every_connection_waiting_make_the_run_invalid(here: Place) -> None:
    """At most 10 of 40 guests a second are served at once, each for 0.7 s or so: the rest queue, and wait."""
    with serving(p95=1200) as target:
        ended = arrive(here, target.url, "--processes", "2", seconds=4, more="most_open = 10\ntimeout = 3")
    told, (row,) = ended.told, ended.told["endpoints"]
    assert ended.code == 11, ended.output
    assert [reason["verdict"] for reason in told["reasons"] if "all connections waited" in reason["text"]]
    assert row["p95_ms"] > 1.5 * row["from_sending"]["p95_ms"], ended.output
    served = len(target.truth["milliseconds"])
    assert told["arrivals"]["due"] == served + told["arrivals"]["unsent"]
    assert 0 < row["requests"] - served <= told["arrivals"]["unsent"]
    assert row["failures"] == {"no connection was free within the timeout": row["requests"] - served}
    assert told["generators"] == 2
    assert target.truth["connections"] <= 35  # those of who looked before and after the load, for its build too


def test_more_guests_than_a_process_may_hold_connections_queue(here: Place) -> None:
    """Without a file left a process could neither measure nor write what it has measured."""
    with serving(p95=3000) as target:
        ended = arrive(here, target.url, rate=60, seconds=4, files=120)
    assert ended.code == 11, ended.output + ended.errors
    assert "Traceback" not in ended.errors
    assert not ended.told["endpoints"][0]["failures"]
    assert ended.told["arrivals"]["blocked"] + ended.told["arrivals"]["unsent"] > 0


def test_a_gate_that_breaks_while_the_target_is_down_is_an_outage_s(here: Place) -> None:
    """So few requests fail that the brake, which asks for health, does not act."""
    with serving(down_at=3) as target:
        ended = arrive(here, target.url, rate=1.5, seconds=30, more="until_broken = true")
    assert ended.code == 10, ended.output
    assert "/health answered 503): errors < 5 % broke at 1.5 requests a second due" in ended.first_reason
