"""The schedule of a run: stages, the held peak, the end."""

from collections.abc import Callable

import pytest

from selftest.support.load_samples import made
from servio_verify.load.plan.schedule import Schedule


def ticks(
    schedule: Schedule, clock: list[float], running: int = 0, undecided: Callable[[], bool] = lambda: False
) -> list[tuple[int, float] | None]:
    return [schedule.tick(at, running, True, schedule.may_hold(at) and undecided()) for at in clock]


@pytest.mark.parametrize("every", [0.5, 1.0, 3.0, 7.0, 60.0])
def test_no_stage_is_skipped_however_late_the_ticks_are(every: float) -> None:
    steps = [{"name": str(users), "seconds": 2, "users": users} for users in (10, 30, 5, 20, 0)]
    answers = ticks(Schedule(made(stages=steps)), [every * number for number in range(60)])
    asked = iter([answer[0] for answer in answers if answer])
    assert all(users in asked for users in (10, 30, 5, 20))  # one after the other
    assert answers[-1] is None


def test_a_run_ends_even_if_users_never_finish() -> None:
    answers = ticks(Schedule(made(timeout=30)), [float(at) for at in range(120)], running=7)
    assert answers[59] == (0, 7.0)
    assert answers[-1] is None


def test_the_peak_is_held_until_the_gates_are_decided() -> None:
    undecided = iter([True] * 6 + [False] * 100)
    schedule = Schedule(made(extend=60))
    answers = ticks(schedule, [float(at) for at in range(40)], undecided=lambda: next(undecided))
    assert [answer for answer in answers if answer and answer[0] == 10] == [(10, 1.0)] * 7
    assert schedule.held == pytest.approx(6)


def test_the_peak_is_held_no_longer_than_the_profile_allows() -> None:
    schedule = Schedule(made(extend=5))
    answers = ticks(schedule, [float(at) for at in range(40)], undecided=lambda: True)
    assert schedule.held == pytest.approx(5)
    assert answers[-1] is None
