"""The judgement of load runs, without a run: percentiles, intervals, gates, profiles, stages."""

import math
import random
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, ClassVar

import pytest

from servio_verify.environments.settings import SettingsError
from servio_verify.load.judgement import baseline, chart, gate_result
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.gate_result import Outcome, Rules
from servio_verify.load.judgement.generator_health import distrust
from servio_verify.load.judgement.reasons import Incidents, judge_gates, reasons, verdict_of
from servio_verify.load.judgement.result import Where, conclude
from servio_verify.load.lifecycle.load_run import broken
from servio_verify.load.measure import intervals
from servio_verify.load.measure.aggregator import Moment, Report, Station
from servio_verify.load.measure.histogram import ResponseTimes
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.measure.pulse import Pulse
from servio_verify.load.measure.recorder import Meter
from servio_verify.load.measure.tally import Book, Place, Tally
from servio_verify.load.measure.timeline import Second, brake, stalls
from servio_verify.load.plan import gates, journeys, profile
from servio_verify.load.plan.gates import Scope
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.schedule import Conductor
from servio_verify.load.plan.work_order import Plan
from servio_verify.results.verdict import Verdict

STEPS = [{"name": "up", "seconds": 10, "users": 10}, {"name": "down", "seconds": 10, "users": 0}]
PLACE = Place("GET /", "up", True)
ROOT = Path(__file__).parents[3]


def made(**values: object) -> Profile:
    return profile.of("made", {"description": "made", "think": 1.0, "stages": STEPS} | values)


def drawn(count: int, seed: int = 1) -> list[float]:
    draw = random.Random(seed)  # noqa: S311 - latencies, no secret
    return [draw.lognormvariate(math.log(300), 0.3) for _ in range(count)]


def times(values: list[float]) -> ResponseTimes:
    recorded = ResponseTimes()
    for value in values:
        recorded.record(value)
    return recorded


def tally(values: list[float], failed: int = 0) -> Tally:
    found = Tally(times(values))
    found.failures["HTTP 500"] = failed
    return found


def second(at: float, **values: float) -> Second:
    plain = {"wanted": 10, "users": 10, "requests": 10, "failed": 0, "throttled": 0, "p50": 1, "p95": 2, "p99": 3}
    return Second(at=at, stage="hold", on_plateau=True, **(plain | values))  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 4317])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.99])
def test_a_percentile_is_the_value_at_its_nearest_rank(count: int, share: float) -> None:
    values = drawn(count)
    exact = sorted(values)[math.ceil(count * share - 1e-9) - 1]
    assert times(values).percentile(share) == pytest.approx(exact, rel=0.0006)


@pytest.mark.parametrize("milliseconds", [0.1, 1, 47, 499.9, 500.1, 5_000, 59_999])
def test_a_response_time_keeps_three_digits(milliseconds: float) -> None:
    assert times([milliseconds]).percentile(0.5) == pytest.approx(milliseconds, rel=0.001, abs=0.001)


def test_what_takes_longer_than_a_minute_is_not_lost() -> None:
    assert times([90_000]).percentile(0.5) == pytest.approx(60_000, rel=0.001)


def test_two_workers_say_what_one_would_have_said() -> None:
    values = drawn(5001)
    parts = [times(values[:1800]), times(values[1800:])]
    merged = ResponseTimes()
    for part in parts:
        merged.add(ResponseTimes.decode(part.encode()))
    for share in (0.01, 0.5, 0.95, 0.99, 1.0):
        assert merged.percentile(share) == times(values).percentile(share)


def test_a_report_survives_the_wire() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100, 200], failed=3))
    book.tally(PLACE).throttled = 4
    arrived = Report.from_wire(Report("w", "h", 2, lags=[1.5], book=book).to_wire())
    found = arrived.book.tallies[PLACE]
    assert (found.times.count, found.failed, found.throttled, arrived.lags) == (2, 3, 4, [1.5])


def test_the_interval_of_a_percentile_holds_the_truth_as_often_as_it_says() -> None:
    truth = 300 * math.exp(0.3 * 1.644853627)
    held = 0
    for seed in range(400):
        low, high = times(drawn(400, seed)).interval(0.95, 0.9)
        held += low <= truth <= high
    assert 0.87 <= held / 400 <= 0.97


@pytest.mark.parametrize(("count", "ranks"), [(1000, (936, 964)), (10, (7, 11)), (1_000_000, (949_573, 950_427))])
def test_ranks_of_an_interval_are_the_binomial_ones(count: int, ranks: tuple[int, int]) -> None:
    found = intervals.percentile_ranks(count, 0.95, 0.95)
    assert found == pytest.approx(ranks, abs=1)


def test_wilson_gives_the_published_interval() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 at 95 %.
    assert intervals.wilson(81, 263, 0.95) == pytest.approx((0.2553, 0.3662), abs=0.0001)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ([100.0] * 2000, Outcome.PASS),
        ([600.0] * 2000, Outcome.FAIL),
        ([100.0] * 20, Outcome.INCONCLUSIVE),
        ([], Outcome.INCONCLUSIVE),
        ([100.0] * 1898 + [600.0] * 102, Outcome.INCONCLUSIVE),
    ],
)
def test_a_gate_decides_only_what_the_sample_can(values: list[float], outcome: Outcome) -> None:
    found = gate_result.judge(gates.parse("p95 < 500 ms"), Scope.RUN, "GET /", tally(values), 60, Rules())
    assert found.outcome is outcome


def test_a_gate_by_point_decides_like_k6_but_never_without_a_sample() -> None:
    gate, rules = gates.parse("p95 < 500 ms"), Rules(by_point=True)
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([100.0]), 1, rules).outcome is Outcome.PASS
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([501.0]), 1, rules).outcome is Outcome.FAIL
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([]), 1, rules).outcome is Outcome.INCONCLUSIVE


def test_a_late_generator_fails_nobody_for_its_own_lateness() -> None:
    found = gate_result.judge(gates.parse("p95 < 500 ms"), Scope.RUN, "GET /", tally([505.0] * 500), 9, Rules(late=8.0))
    assert found.outcome is Outcome.INCONCLUSIVE


def test_a_fast_refusal_lowers_no_percentile() -> None:
    meter = Meter()
    for _ in range(100):
        meter.count("GET", "/", 1.0, 400.0, 200, None)
        meter.count("GET", "/", 1.0, 1.0, 0, ConnectionRefusedError(111, "Connection refused"))
        meter.count("GET", "/", 1.0, 1.0, 429, None)
    total = meter.harvest().total()
    assert total.times.percentile(0.05) == pytest.approx(400, rel=0.001)
    assert (total.failed, total.throttled, total.error_rate) == (100, 100, 0.5)
    assert total.failures["Connection refused"] == 100


def test_a_request_belongs_to_the_stage_in_which_it_was_sent() -> None:
    meter = Meter()
    meter.enter("hold", on_plateau=True)
    meter.count("GET", "/", 1.0, 5000.0, 200, None)
    meter.count("GET", "/", 9e12, 5.0, 200, None)
    assert {place.stage: found.times.count for place, found in meter.harvest().tallies.items()} == {"": 1, "hold": 1}


@pytest.mark.parametrize("text", ["p95 < 500", "p95 > 500 ms", "errors < 5 ms", "rate < 5 /s", "p0 < 5 ms", "fast"])
def test_a_gate_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"gate|unit|percentile|good"):
        made(gates=[text])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stages": []}, "without a stage"),
        ({"think": None}, "think or pace"),
        ({"pace": 1.0}, "think or pace"),
        ({"journeys": {"dance": 1}}, "known: home"),
        ({"stages": [STEPS[1]]}, "no stage has a user"),
        ({"most_users": 5}, "most_users is 5"),
        ({"stages": [STEPS[0], STEPS[0]]}, "same name"),
        ({"thnk": 1.0}, "thnk"),
        ({"timeout": 600}, "timeout"),
    ],
)
def test_a_wrong_profile_is_refused_in_one_line(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refusal:
        made(**wrong)
    assert "\n" not in str(refusal.value)


def test_the_repository_has_the_promised_profiles() -> None:
    promised = {"staging", "quick", "smoke", "ordering", "spike", "soak", "stress"}
    assert promised <= set(profile.known_profiles(ROOT))
    staging = profile.load("staging", ROOT)
    assert [(stage.seconds, stage.users) for stage in staging.stages] == [(60, 10), (120, 50), (60, 0)]
    assert (staging.think, [str(gate) for gate in staging.gates]) == (1.0, ["p95 < 500 ms", "errors < 1 %"])


@pytest.mark.parametrize("name", profile.known_profiles(ROOT))
def test_each_profile_can_be_read_and_ends(name: str) -> None:
    found = profile.load(name, ROOT)
    assert found.users_at(found.seconds) == 0
    assert any(found.on_plateau(time) for time in range(int(found.seconds)))


def test_stages_are_linear() -> None:
    staging = profile.load("staging", ROOT)
    assert [staging.users_at(at) for at in (0, 30, 60, 120, 180, 210, 240)] == [0, 5, 10, 30, 50, 25, 0]


def test_the_plateau_is_where_the_load_is_high() -> None:
    staging = profile.load("staging", ROOT)
    assert [at for at in range(240) if staging.on_plateau(at)] == list(range(150, 193))


def ticks(conductor: Conductor, clock: list[float], running: int = 0) -> list[tuple[int, float] | None]:
    return [conductor.tick(at, running, True) for at in clock]


@pytest.mark.parametrize("every", [0.5, 1.0, 3.0, 7.0, 60.0])
def test_no_stage_is_skipped_however_late_the_ticks_are(every: float) -> None:
    steps = [{"name": str(users), "seconds": 2, "users": users} for users in (10, 30, 5, 20, 0)]
    answers = ticks(Conductor(made(stages=steps)), [every * number for number in range(60)])
    asked = iter([answer[0] for answer in answers if answer])
    assert all(users in asked for users in (10, 30, 5, 20))  # one after the other
    assert answers[-1] is None


def test_a_run_ends_even_if_users_never_finish() -> None:
    answers = ticks(Conductor(made(timeout=30)), [float(at) for at in range(120)], running=7)
    assert answers[59] == (0, 7.0)
    assert answers[-1] is None


def test_the_peak_is_held_until_the_gates_are_decided() -> None:
    decided = iter([True] * 6 + [False] * 100)
    conductor = Conductor(made(extend=60), lambda: next(decided))
    answers = ticks(conductor, [float(at) for at in range(40)])
    assert [answer for answer in answers if answer and answer[0] == 10] == [(10, 1.0)] * 7
    assert conductor.held == pytest.approx(6)


def test_the_peak_is_held_no_longer_than_the_profile_allows() -> None:
    conductor = Conductor(made(extend=5), lambda: True)
    answers = ticks(conductor, [float(at) for at in range(40)])
    assert conductor.held == pytest.approx(5)
    assert answers[-1] is None


def test_the_brake_acts_on_failing_requests_only() -> None:
    assert brake([second(at, failed=4) for at in range(30)]) is None
    assert brake([second(at, failed=6) for at in range(9)]) is None
    assert "60 of 100" in str(brake([second(at, failed=6) for at in range(30)]))
    assert "429" in str(brake([second(at, throttled=6) for at in range(30)]))


def test_a_stall_is_seen_but_a_quiet_profile_is_none() -> None:
    run = [second(at, requests=0 if 4 < at <= 9 else 10) for at in range(1, 15)]
    assert stalls(run, pause=1.0) == [(4, 9)]
    assert stalls(run, pause=30.0) == []


@pytest.mark.parametrize(
    ("strange", "said"),
    [
        ({"own_cpu": 0.97}, "bottleneck"),
        ({"machine_cpu": 0.99, "foreign_cpu": 0.6}, "other work"),
        ({"users": 5}, "50% of the users"),
    ],
)
def test_a_starved_generator_is_told(strange: dict[str, float], said: str) -> None:
    lines = distrust([second(at, **strange) for at in range(20)], Pulse(times([1.0] * 50)), made(), spoilable=True)
    assert [said in line for line in lines] == [True]


def test_other_work_spoils_no_run_that_passed_and_was_not_late() -> None:
    crowded = [second(at, machine_cpu=0.99, foreign_cpu=0.6) for at in range(20)]
    assert distrust(crowded, Pulse(times([1.0] * 50)), made(), spoilable=False) == []
    assert "starved" in distrust(crowded, Pulse(times([40.0] * 50)), made(), spoilable=False)[0]


def test_a_late_event_loop_and_missing_journeys_are_told() -> None:
    calm = [second(at) for at in range(20)]
    assert distrust(calm, Pulse(times([1.0] * 50), journeys=170, busy_seconds=17), made(), True) == []
    assert "late" in distrust(calm, Pulse(times([80.0] * 50)), made(), True)[0]
    assert "journeys" in distrust(calm, Pulse(times([1.0]), journeys=90, busy_seconds=9), made(), True)[0]


def test_a_stress_run_says_where_the_gate_broke() -> None:
    quick, slow = [second(at, users=at) for at in range(20)], [second(at, users=at, p95=700) for at in range(20, 32)]
    assert broken(made(), quick) is None
    assert broken(made(), [*quick, *slow[:5]]) is None
    assert "p95 < 500 ms broke at 22 users" in str(broken(made(), [*quick, *slow]))


def test_failures_of_an_outage_are_no_failures_of_the_build() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100.0] * 500, failed=500))
    results = judge_gates(made(), book, dict.fromkeys(Scope, 20.0), 0.0)
    assert verdict_of(reasons(results, book, Incidents(), [], False)) is Verdict.NO_GO
    assert verdict_of(reasons(results, book, Incidents(outage="down"), [], False)) is Verdict.INCONCLUSIVE


def test_nothing_measured_is_never_go() -> None:
    results = judge_gates(made(decide="point"), Book(), dict.fromkeys(Scope, 20.0), 0.0)
    assert verdict_of(reasons(results, Book(), Incidents(), [], False)) is Verdict.INCONCLUSIVE


def test_a_gate_for_each_endpoint_judges_each() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100.0] * 500))
    book.tally(Place("GET /slow", "up", True)).add(tally([900.0] * 500))
    results = judge_gates(made(gates=["p50 < 500 ms on run for each"]), book, dict.fromkeys(Scope, 20.0), 0.0)
    assert [(found.endpoint, found.outcome) for found in results] == [
        ("GET /", Outcome.PASS),
        ("GET /slow", Outcome.FAIL),
    ]


@pytest.mark.parametrize(("now", "worse"), [(105.0, False), (111.0, False), (130.0, True), (60.0, False)])
def test_only_what_is_worse_beyond_noise_is_called_worse(now: float, worse: bool) -> None:
    then = {"GET /": Timing(100.0, Interval(98.0, 102.0))}
    found = baseline.compare(then, {"GET /": Timing(now, Interval(now - 3, now + 3))}, 0.1)
    assert [comparison.worse for comparison in found] == [worse]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gates": [5]}, "5 is no gate; write it like"),
        ({"gates": []}, "without a gate nothing is judged"),
        ({"stages": []}, "without a stage nothing is measured"),
        ({"stages": [{"name": "a", "seconds": 1, "user": 1}]}, "stages.0.user: unknown key; did you mean 'users'?"),
        ({"thnk": 1}, "thnk: unknown key; did you mean 'think'?"),
        ({"gates": ["p95 > 5 ms"]}, "a limit of p95 is written with < or <="),
        ({"gates": ["p95 < 5 ms for GET /nowhere"]}, "no journey goes to 'GET /nowhere'; they go to GET /"),
    ],
)
def test_a_profile_that_could_judge_nothing_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        made(**values)
    assert said in str(caught.value)
    assert "at least 1 item" not in str(caught.value)


def test_each_journey_goes_where_its_gates_look() -> None:
    class Person:
        plan = Plan(made(), "run", "", "", venue="v", menu="m", item="i", token="t", email="e", password="p")  # noqa: S106
        went: ClassVar[list[str]] = []

        def fetch(self, method: str, url: str, name: str, *_: Any, **__: Any) -> None:
            assert url
            self.went.append(f"{method} {name}")

    for journey in profile.JOURNEYS:
        getattr(journeys, journey)(Person())
    assert Person.went == list(profile.JOURNEYS.values())


def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"endpoints": [{}]}')
    with pytest.raises(SettingsError, match=r"must be a load\.json"):
        baseline.read(tmp_path / "b.json")


def test_the_picture_shows_the_gate_the_stages_and_the_curves() -> None:
    station = Station()
    for at in range(1, 21):
        book = Book()
        book.tally(PLACE).add(tally([at * 10.0] * 30))
        station.take(Report("local", "here", 2, lags=[1.0], book=book))
        station.close(Moment(float(at), "up" if at < 11 else "down", at in (9, 10), 10, 10))
    result = conclude(Where("local", "here", "run"), made(), station, Incidents(), {})
    drawn_picture = ET.fromstring(chart.draw(result))  # noqa: S314 - our own
    words = [text.text for text in drawn_picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"p50", "p95", "p99", "rate", "running", "failed", "429", "p95 < 500 ms", "up", "down"} <= set(words)
    assert sum(1 for _ in drawn_picture.iter("{http://www.w3.org/2000/svg}polyline")) == 8
