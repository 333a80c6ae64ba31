"""When a load generator is not to be trusted."""

import pytest

from selftest.support.load_samples import made, second, times
from servio_verify.load.judgement.generator_health import distrust
from servio_verify.load.measure.generator_stats import GeneratorStats


@pytest.mark.parametrize(
    ("strange", "said"),
    [
        ({"own_cpu": 0.97}, "bottleneck"),
        ({"machine_cpu": 0.99, "foreign_cpu": 0.6}, "other work"),
        ({"users": 5}, "50% of the users"),
    ],
)
def test_a_starved_generator_is_told(strange: dict[str, float], said: str) -> None:
    calm = GeneratorStats(times([1.0] * 50))
    lines = distrust([second(at, **strange) for at in range(20)], calm, made(), spoilable=True)
    assert [said in line for line in lines] == [True]


def test_other_work_spoils_no_run_that_passed_and_was_not_late() -> None:
    crowded = [second(at, machine_cpu=0.99, foreign_cpu=0.6) for at in range(20)]
    assert distrust(crowded, GeneratorStats(times([1.0] * 50)), made(), spoilable=False) == []
    assert "starved" in distrust(crowded, GeneratorStats(times([40.0] * 50)), made(), spoilable=False)[0]


def test_a_late_event_loop_and_missing_journeys_are_told() -> None:
    calm = [second(at) for at in range(20)]
    assert distrust(calm, GeneratorStats(times([1.0] * 50), journeys=170, busy_seconds=17), made(), True) == []
    assert "late" in distrust(calm, GeneratorStats(times([80.0] * 50)), made(), True)[0]
    assert "journeys" in distrust(calm, GeneratorStats(times([1.0]), journeys=90, busy_seconds=9), made(), True)[0]
