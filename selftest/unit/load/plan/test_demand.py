"""How many requests a profile makes in a window, were every answer instant."""

import pytest

from selftest.support.load_samples import STEPS, made
from servio_verify.load.plan.demand import Demand, likely_most
from servio_verify.load.plan.profile import Profile

AT_ONCE = [STEPS[0] | {"seconds": 0.5, "users": 10}, STEPS[1] | {"seconds": 9.5, "users": 10}]
"""Ten users from the first second to the tenth."""

RISE = [STEPS[0] | {"seconds": 100, "users": 50}]


def profile(stages: list[dict[str, object]], **more: object) -> Profile:
    return made(stages=stages, **more)


@pytest.mark.parametrize(
    ("stages", "think", "window", "most"),
    [
        (AT_ONCE, 1.0, 1, 10),
        (AT_ONCE, 1.0, 1.5, 20),
        (AT_ONCE, 1.0, 60, 90),
        (AT_ONCE, 0.3, 1, 40),
        (AT_ONCE, 30.0, 60, 10),
        (RISE, 1.0, 1, 50),
        (RISE, 1.0, 900, 2476),
    ],
)
def test_each_user_asks_at_once_and_after_each_pause(
    stages: list[dict[str, object]], think: float, window: float, most: int
) -> None:
    assert Demand(profile(stages, think=think)).most_in(window) == pytest.approx(most, abs=1 if stages is RISE else 0)


def test_the_first_seconds_are_those_of_the_rise() -> None:
    assert Demand(profile(AT_ONCE)).made_by(3) == 20


def test_a_peak_that_may_be_held_counts_as_if_it_were() -> None:
    stages = [*AT_ONCE, STEPS[1] | {"name": "end", "seconds": 1, "users": 0}]
    assert Demand(profile(stages, extend=20)).most_in(60) - Demand(profile(stages)).most_in(60) == 200


def test_of_very_many_requests_the_mean_is_taken() -> None:
    many = profile([STEPS[0] | {"seconds": 3600, "users": 200}], think=0.0)
    assert Demand(many).most_in(10) == pytest.approx(200 * 10 / 0.001, rel=0.01)


def test_a_share_that_is_drawn_may_be_more_than_its_mean() -> None:
    assert likely_most(100, 1.0) == 100
    assert likely_most(100, 0.25) == pytest.approx(35.1, abs=0.1)
