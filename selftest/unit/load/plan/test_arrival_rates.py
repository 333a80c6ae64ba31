"""Arrival rates: how a profile says them, when each request is due, and what a limit makes of them."""

import json
import random
from itertools import pairwise
from typing import Any

import pytest

from selftest.support.load_samples import STEPS, arriving, made
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle import limits
from servio_verify.load.lifecycle.limit_looks import Held
from servio_verify.load.plan.demand import Demand
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.schedule import Schedule
from servio_verify.load.plan.timetable import Timetable
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.traffic.rate_limits import Limit

UP = {"name": "up", "seconds": 10, "rate": "20 /s"}


@pytest.mark.parametrize("rate", ["20 /s", "20/s", "1200 /min", 20, 20.0])
def test_a_rate_is_a_text_with_its_unit_or_requests_a_second(rate: object) -> None:
    profile = arriving(rate=rate)
    assert [profile.level_at(at) for at in (0, 9, 10, 15, 20)] == [20, 20, 20, 10, 0]
    assert (profile.due_by(10), profile.due_by(15), profile.due_by(99)) == (200, 275, 300)


def test_stages_without_a_rate_at_the_start_rise_from_nothing() -> None:
    profile = arriving(rate=None, stages=[UP, {"name": "end", "seconds": 1, "rate": 0}])
    assert (profile.is_open, profile.level_at(5), profile.due_by(10)) == (True, 10, 100)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rate": "fast"}, "'fast' is no rate; write it like '200 /s' or '30 /min'"),
        ({"rate": "-3 /s"}, "'-3 /s' is no rate"),
        ({"rate": -3}, "greater than or equal to 0"),
        ({"rate": 1_000_000}, "less than or equal to 20000"),
        ({"think": 1.0}, "think is for users"),
        ({"pace": 1.0}, "pace is for users"),
        ({"rate": None, "stages": [STEPS[0], UP | {"name": "x"}]}, "either all users or all a rate"),
        ({"rate": None, "stages": [{"name": "x", "seconds": 1}]}, "stage 'x': give either users or rate"),
        ({"rate": 0, "stages": [{"name": "x", "seconds": 1}]}, "no stage has a rate above 0"),
        ({"most_requests": 299}, "300 requests are due, most_requests is 299"),
        ({"most_late": 1.5}, "most_late: "),
        ({"rate": None, "stages": STEPS}, "think or pace, or a rate"),
        ({"rate": None, "think": 1.0, "stages": STEPS, "most_open": 5}, "most_open is for a rate"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_in_one_line(values: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        arriving(**values)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def due_times(profile: Profile, every: float, processes: int = 1, number: int = 0) -> list[float]:
    """Return when requests are due that are asked for now and then; the rate is told a little later than wanted."""
    draw, table, found, told = random.Random(1), Timetable(), [], 0.0  # noqa: S311 - no secret
    at = 0.001
    while at < profile.seconds + 1:
        if at >= told:
            now, later = (profile.level_at(min(moment, profile.seconds)) / processes for moment in (at, at + 1))
            table.follow(at, now, later, number / processes)
            told += 1.003
        found += table.take(at)
        at += draw.random() * every
    return found


@pytest.mark.parametrize("every", [0.01, 0.3, 5.0])
def test_requests_are_due_evenly_however_seldom_somebody_looks(every: float) -> None:
    due = due_times(arriving(), every)
    assert due == sorted(due)
    gaps = [after - before for before, after in pairwise(due) if after < 8]
    assert gaps == pytest.approx([0.05] * 158, abs=0.002)
    if every < 1:  # a straight line down; who is told seldom keeps the last rate
        assert len(due) == pytest.approx(300, abs=3)


def test_a_rise_makes_requests_due_as_its_line_says() -> None:
    due = due_times(arriving(rate=None, stages=[UP]), 0.05)
    assert due[:3] == pytest.approx([1.0, 2**0.5, 3**0.5], abs=0.01)  # after t seconds there are t * t
    assert len([at for at in due if at < 10]) == pytest.approx(100, abs=1)


def test_processes_take_turns() -> None:
    due = sorted(at for number in range(4) for at in due_times(arriving(), 0.05, 4, number) if at < 8)
    assert [after - before for before, after in pairwise(due)] == pytest.approx([0.05] * (len(due) - 1), abs=0.003)


def test_a_schedule_tells_the_rate_of_now_and_of_a_second_later() -> None:
    schedule = Schedule(arriving(extend=5))
    rates = {at: (schedule.tick(at, 1, True, schedule.may_hold(at)), schedule.rates) for at in map(float, range(29))}
    assert rates[0.0] == ((1, 1.0), (20.0, 20.0))
    assert [rates[at][1] for at in (9.0, 12.0, 14.0)] == [(20.0, 20.0)] * 3  # held
    assert rates[20.0][1] == pytest.approx((10.0, 8.0))
    assert rates[26.0] == ((0, 1.0), (0.0, 0.0))


def test_a_worker_gets_the_same_profile() -> None:
    order = WorkOrder(arriving(most_late=0.02), "run", "http://web", "http://api")
    read = WorkOrder.from_wire(json.loads(json.dumps(order.to_wire())))
    assert read.profile == order.profile


def held(requests: int, window: float) -> Held:
    return Held(Limit(requests, window, "limit"), "somebody", ("home",))


def test_a_limit_is_held_against_what_is_due() -> None:
    assert [Demand(arriving()).most_in(window) for window in (1, 5, 60)] == [20, 100, 300]
    assert Demand(arriving()).made_by(3) == 60
    assert limits.within(arriving(), [held(100, 5)], fit=False, wait=0) == (arriving(), None)
    with pytest.raises(InconclusiveError, match=r"it fits with a rate of 10 /s instead of a rate of 20 /s"):
        limits.within(arriving(), [held(50, 5)], fit=False, wait=0)


def test_a_rate_is_lowered_to_fit_a_limit() -> None:
    lighter, left_out = limits.within(arriving(), [held(50, 5)], fit=True, wait=0)
    assert (lighter.name, lighter.is_open, Demand(lighter).most_in(5)) == ("made-fitted", True, 50)
    assert "it ran with a rate of" in (left_out or "")
    with pytest.raises(InconclusiveError, match="no pace fits"):
        limits.within(arriving(), [held(0, 5)], fit=True, wait=0)


def test_users_are_not_changed_by_rates() -> None:
    assert (made().is_open, Schedule(made()).rates) == (False, (0.0, 0.0))
