"""Which builds the answers of a load named, from each request to the verdict."""

import json
from dataclasses import replace

import pytest

from selftest.support.load_samples import KEY, made, tally
from servio_verify.load.judgement import builds, table
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.judgement.result import FinishedRun, LoadReport, judge_run
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.builds import MOST, BuildsOverTime, NamedBuilds
from servio_verify.load.measure.exchange import Exchange
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Harvest, ProcessSample, Report
from servio_verify.load.measure.tally import Tallies
from servio_verify.load.plan.where import Where
from servio_verify.results.verdict import Verdict

OLD, NEW = "aaaaaaaaaaaa", "5f3c1a9e2b7d"


def judged(
    *seconds: dict[str, dict[str, int]], source: str | None = "header:X-Build", journeys: dict[str, int] | None = None
) -> LoadReport:
    aggregator = Aggregator()
    for at, named in enumerate(seconds, 1):
        tallies = Tallies()
        tallies.tally(KEY).add(tally([100.0] * 500))
        sent = Report(ProcessSample("w", "h", 2), Harvest(tallies, builds=named))
        aggregator.take(Report.from_wire(json.loads(json.dumps(sent.to_wire()))))
        aggregator.close(Moment(float(at), "hold", True, 1, 1))
    where = Where("staging", "http://127.0.0.1:1", "run", build_source=source)
    profile = replace(made(), journeys=journeys) if journeys else made()
    return judge_run(FinishedRun(where, profile, aggregator, {}), Incidents())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ([{"web": {OLD: 30, NEW: 10}}], f"several builds answer in turn: {NEW} (10 of 40 answers), {OLD} (30 of 40"),
        ([{"web": {OLD: 30}}, {"web": {OLD: 1, NEW: 9}}], f"staging served {OLD}, then {NEW} (9 of 10 answers)"),
        ([{"web": {OLD: 30}, "api": {NEW: 30}}], f"skew: the web app serves {OLD}, the API {NEW}"),
    ],
)
def test_a_load_that_two_builds_answered_is_invalid(seconds: list[dict[str, dict[str, int]]], said: str) -> None:
    report = judged(*seconds)
    assert report.verdict is Verdict.INVALID
    assert said in report.reasons[0].text


def test_one_build_is_told_and_one_that_nobody_named_is_not_covered() -> None:
    one = judged({"web": {NEW: 30}}, {"web": {NEW[:8]: 5}})
    assert f"  build: web {NEW} (35 answers), from start to end" in table.table(one)
    assert (one.to_json()["build"], one.to_json()["not_covered"]) == (NEW, [])
    assert judged({}).to_json()["not_covered"] == [
        "which build answered: no answer named one (build = 'header:X-Build')"
    ]
    untold = judged({}, source=None)
    assert untold.run.not_covered == ("which build answered: 'staging' does not say where its build is told (build)",)
    assert not any(reason.verdict is Verdict.INVALID for reason in untold.reasons)


def test_an_origin_that_names_no_build_is_not_covered() -> None:
    """Whatever the other one says, and also where it never says the same twice."""
    both = {"home": 1, "browse_venues": 1}
    half = judged({"web": {NEW: 30}}, source="asset:x", journeys=both).run.not_covered
    assert half == ("which build answered: no answer of the API named one (build = 'asset:x')",)
    counting = judged({"web": {str(number): 1 for number in range(30)}})
    assert counting.run.not_covered == (
        "which build answered: the web app never said the same, so that is no build (build = 'header:X-Build')",
    )
    assert not any(reason.verdict is Verdict.INVALID for reason in counting.reasons)


def test_builds_are_read_of_some_answers_only_where_there_are_many() -> None:
    recorder = RequestRecorder()
    for _ in range(3):
        recorder.count("GET", "/", Exchange(1.0, 400.0, 200), None)
        if recorder.wants_build:
            recorder.count_build("web", NEW)
    assert recorder.harvest().builds == {"web": {NEW: 1}, "api": {}}
    assert recorder.harvest().builds == {}


def test_a_header_that_never_says_the_same_twice_fills_no_memory() -> None:
    named = NamedBuilds()
    for number in range(10 * MOST):
        named.count("web", str(number))
    assert len(named.web) == MOST


def test_only_what_the_load_s_own_answers_name_need_not_be_looked_for() -> None:
    over_time = BuildsOverTime()
    over_time.take({"web": {NEW: 4}, "api": {NEW: 4}})
    over_time.take_of_load({"web": {NEW: 1}, "api": {}})
    assert over_time.named_by_load == {"web"}
    assert builds.answered(over_time) == {"web": NEW, "api": NEW}
