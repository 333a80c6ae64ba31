"""When a load generator is not to be trusted."""

import pytest

from selftest.support.load_samples import arriving, made, second, times
from servio_verify.load.judgement.generator_health import crowd, distrust
from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.generator_stats import GeneratorStats
from servio_verify.load.measure.timeline import Second


@pytest.mark.parametrize(
    ("strange", "why"),
    [
        ({"own_cpu": 0.97}, "bottleneck"),
        ({"machine_cpu": 0.99, "foreign_cpu": 0.6}, "other work"),
        ({"users": 5}, "50% of the users"),
    ],
)
def test_a_starved_generator_is_told(strange: dict[str, float], why: str) -> None:
    calm = GeneratorStats(times([1.0] * 50))
    lines = distrust([second(at, **strange) for at in range(20)], calm, made(), spoilable=True)
    assert [why in line for line in lines] == [True]


def test_other_work_spoils_no_run_that_passed_and_was_not_late() -> None:
    crowded = [second(at, machine_cpu=0.99, foreign_cpu=0.6) for at in range(20)]
    assert distrust(crowded, GeneratorStats(times([1.0] * 50)), made(), spoilable=False) == []
    assert "starved" in distrust(crowded, GeneratorStats(times([40.0] * 50)), made(), spoilable=False)[0]


def test_a_late_event_loop_and_missing_journeys_are_told() -> None:
    calm = [second(at) for at in range(20)]
    assert distrust(calm, GeneratorStats(times([1.0] * 50), journeys=170, busy_seconds=17), made(), True) == []
    assert "late" in distrust(calm, GeneratorStats(times([80.0] * 50)), made(), True)[0]
    assert "journeys" in distrust(calm, GeneratorStats(times([1.0]), journeys=90, busy_seconds=9), made(), True)[0]


CALM = GeneratorStats(times([1.0] * 50))


def said(seconds: list[Second], stats: GeneratorStats = CALM, **profile: object) -> list[str]:
    return distrust(seconds, stats, made(**profile), spoilable=True)


def alike(**values: float) -> list[Second]:
    return [second(at, **values) for at in range(20)]


def test_without_a_plateau_nothing_is_said_of_the_generator() -> None:
    assert said([], GeneratorStats(times([900.0]), journeys=90)) == []


def test_all_that_speaks_against_the_generator_is_told() -> None:
    ill = alike(own_cpu=0.97, machine_cpu=0.99, foreign_cpu=0.6, users=5)
    stats = GeneratorStats(times([80.0]), journeys=40, busy_seconds=4)
    assert said(ill, stats) == [
        "the generator was the bottleneck: its busiest process took 97% of a core; add --processes or workers",
        "the generator was starved: other work took 60% of its machine in 20 of 20 s on the plateau",
        "the generator was starved: its event loop ran 80 ms late (p95; allowed 25 ms)",
        "the generator kept 50% of the users that the profile wants on its plateau",
        "the generator made 40 journeys where its users had time for 82",
    ]


@pytest.mark.parametrize(
    ("at_the_limit", "beyond"),
    [
        ({"own_cpu": 0.9}, {"own_cpu": 0.91}),
        ({"machine_cpu": 0.9, "foreign_cpu": 0.6}, {"machine_cpu": 0.91, "foreign_cpu": 0.6}),
        ({"machine_cpu": 0.99, "foreign_cpu": 0.4}, {"machine_cpu": 0.99, "foreign_cpu": 0.41}),
        ({"wanted": 20, "users": 19}, {"wanted": 20, "users": 18}),
    ],
)
def test_what_is_at_its_limit_is_believed(at_the_limit: dict[str, float], beyond: dict[str, float]) -> None:
    assert said([second(0, **at_the_limit)] * 2) == []
    assert len(said([second(0, **beyond)] * 2)) == 1


@pytest.mark.parametrize(
    ("crowded", "told"),
    [
        ([], None),
        ([0.5] * 5, None),
        ([0.5, 0.7] * 3, "other work took 60% of its machine in 6 of 20 s on the plateau"),
    ],
)
def test_more_than_a_quarter_of_crowded_seconds_is_a_crowd(crowded: list[float], told: str | None) -> None:
    ours = [second(at, machine_cpu=0.99, foreign_cpu=0.1) for at in range(20 - len(crowded))]
    assert crowd([*ours, *(second(20, machine_cpu=0.99, foreign_cpu=share) for share in crowded)]) == told


@pytest.mark.parametrize(
    ("gate", "lag", "told"),
    [
        ("p95 < 40 ms", 5.0, ""),
        ("p95 < 40 ms", 5.1, "5 ms late (p95; allowed 5 ms)"),
        ("p95 < 200 ms", 10.0, ""),
        ("p95 < 200 ms", 11, "11 ms late (p95; allowed 10 ms)"),
        ("errors < 1 %", 25.0, ""),
        ("errors < 1 %", 26, "26 ms late (p95; allowed 25 ms)"),
    ],
)
def test_the_event_loop_may_be_late_by_a_share_of_the_tightest_limit(gate: str, lag: float, told: str) -> None:
    lines = said(alike(), GeneratorStats(times([lag] * 6 + [0.1] * 94)), gates=[gate])
    assert lines == ([f"the generator was starved: its event loop ran {told}"] if told else [])


def test_one_late_moment_in_twenty_is_no_lateness() -> None:
    assert said(alike(), GeneratorStats(times([900.0] * 5 + [0.1] * 95))) == []


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ([(10, 10, 1), (20, 10, 1), (20, 20, 1)], None),  # who is wanted now may come until the next second
        ([(20, 20, 1), (10, 10, 1), (10, 10, 1)], None),
        ([(10, 10, 1), (10, 5, 3), (10, 10, 1)], "62%"),  # a second that lasted three counts three times
        ([(10, 30, 1), (10, 5, 1), (10, 30, 1)], "75%"),  # too many make up for none that was missing
        ([(0, 0, 1), (0, 0, 1)], None),
        ([(10, 0, 1)], None),
    ],
)
def test_users_must_be_there_a_second_after_they_are_wanted(
    run: list[tuple[int, int, float]], told: str | None
) -> None:
    lines = said([second(at, wanted=wanted, users=users, width=width) for at, (wanted, users, width) in enumerate(run)])
    assert lines == ([f"the generator kept {told} of the users that the profile wants on its plateau"] if told else [])


THINK, PACE = {"think": 1.0}, {"think": None, "pace": 2.0}


@pytest.mark.parametrize(
    ("profile", "journeys", "busy", "possible"),
    [
        (THINK, 19, 0.0, None),  # too few to say
        (THINK, 20, 0.0, 200),
        (THINK, 159, 0.0, 200),
        (THINK, 160, 0.0, None),  # 90 % of them, less 20
        (THINK, 69, 69.0, 100),
        (THINK, 70, 70.0, None),
        (PACE, 69, 34.5, 100),
        (PACE, 70, 35.0, None),
        (PACE, 20, 80.0, 50),  # a journey that takes longer than its pace
        ({"think": 0.0}, 20, 0.2, 20_000),
    ],
)
def test_the_generator_makes_the_journeys_that_its_users_have_time_for(
    profile: dict[str, object], journeys: int, busy: float, possible: int | None
) -> None:
    """10 users for 20 s; while they come and go, in the first and in the last second, nothing is asked of them."""
    hold = [second(at, width=2.0) for at in range(10)]
    run = [second(0, wanted=900, users=900), *hold, second(20, wanted=700, users=700)]
    stats = GeneratorStats(times([1.0]), journeys=journeys, busy_seconds=busy)
    told = f"the generator made {journeys} journeys where its users had time for {possible}"
    assert said(run, stats, **profile) == ([told] if possible else [])


STARVED = "5.0% of the requests could not be sent in time (allowed 1.0%)"
FEW = "the generator did not get to them; add --processes or workers"


def test_an_arrival_rate_is_judged_by_what_was_due_and_not_by_users() -> None:
    stats = GeneratorStats(times([1.0] * 50), journeys=20, arrivals=Arrivals(due=100, late=5))
    without_users = [second(at, users=0) for at in range(20)]
    assert distrust(without_users, stats, arriving(), spoilable=True) == [f"{STARVED}: {FEW}"]
    assert distrust([], stats, arriving(), spoilable=True) == [f"{STARVED}: {FEW}"], "also where no plateau was reached"
    assert distrust([], GeneratorStats(times([])), arriving(), spoilable=True) == []


def test_users_are_not_judged_by_what_was_due() -> None:
    stats = GeneratorStats(times([1.0] * 50), arrivals=Arrivals(due=100, late=5))
    assert distrust(alike(), stats, made(), spoilable=True) == []


LOW = "most_open (1000) or the limit of open files low?"
WAITING = f"all connections waited: is the target slow, or {LOW}"


@pytest.mark.parametrize(
    ("whole_run", "missed_on_plateau", "told"),
    [
        (Arrivals(due=1000, late=10), 2, None),
        (Arrivals(due=1000, late=5), 6, f"3.0% of the requests could not be sent in time (allowed 1.0%): {FEW}"),
        (Arrivals(due=100, late=5), 2, f"{STARVED}: {FEW}"),
        (
            Arrivals(due=100, late=3, blocked=2, unsent=1),
            0,
            f"6.0% of the requests could not be sent in time (allowed 1.0%): {FEW}",
        ),
        (Arrivals(due=100, late=2, blocked=2, unsent=1), 0, f"{STARVED}: {WAITING}"),
    ],
)
def test_the_run_and_its_plateau_may_each_lack_one_percent(
    whole_run: Arrivals, missed_on_plateau: int, told: str | None
) -> None:
    """The plateau had 200 requests due."""
    plateau = [second(at, due=10, not_in_time=missed_on_plateau if at == 5 else 0) for at in range(20)]
    lines = distrust(plateau, GeneratorStats(times([1.0]), arrivals=whole_run), arriving(), spoilable=True)
    assert lines == ([told] if told else [])
