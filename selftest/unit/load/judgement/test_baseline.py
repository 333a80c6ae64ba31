"""Comparison with the response times of an earlier run."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from selftest.support.load_samples import arriving, made
from servio_verify.errors import UsageError
from servio_verify.load.judgement import baseline
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.plain_values import plain
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.plan.profile import Profile


@pytest.mark.parametrize(("now", "worse"), [(105.0, False), (111.0, False), (130.0, True), (60.0, False)])
def test_only_what_is_worse_beyond_noise_is_called_worse(now: float, worse: bool) -> None:
    then = {"GET /": Timing(100.0, Interval(98.0, 102.0))}
    found = baseline.compare(then, {"GET /": Timing(now, Interval(now - 3, now + 3))}, 0.1)
    assert [comparison.worse for comparison in found] == [worse]


def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path) -> None:
    whole = kept(made())
    for text in ("", whole[:-20], '{"endpoints": []}', '{"endpoints": [{}], "profile": {}}', "[]", '{"profile": 1}'):
        (tmp_path / "b.json").write_text(text)
        with pytest.raises(UsageError, match=r"must be a load\.json"):
            baseline.read(tmp_path / "b.json", made())


def kept(profile: Profile) -> str:
    """What `load.json` says of a run of this profile."""
    row = {"endpoint": "GET /", "p95_ms": 100.0, "p95_interval_ms": [98.0, 102.0]}
    return json.dumps({"profile": plain(asdict(profile)), "endpoints": [row]})


THIRDS = [{"name": "up", "seconds": 10 / 3, "users": 10}]


@pytest.mark.parametrize("more", [{}, {"gates": ["p95 < 1 s"]}, {"baseline": {"decides": True}}])
def test_a_run_of_the_same_load_is_compared_with_whatever_its_gates(tmp_path: Path, more: dict[str, object]) -> None:
    (tmp_path / "b.json").write_text(kept(made(stages=THIRDS)))
    assert baseline.read(tmp_path / "b.json", made(stages=THIRDS, **more))["GET /"].p95 == 100.0


@pytest.mark.parametrize(
    ("now", "keys"),
    [
        (made(think=0.5), "think"),
        (made(think=None, pace=1.0), "think, pace"),
        (made(stages=THIRDS), "stages"),
        (made(journeys={"browse_venues": 1}), "journeys"),
        (made(connections="fresh"), "connections"),
        (arriving(), "stages, rate, think"),
    ],
)
def test_a_run_of_another_load_is_no_baseline(tmp_path: Path, now: Profile, keys: str) -> None:
    """Fifty users wait longer than five, and times at a rate begin when a request was due."""
    (tmp_path / "b.json").write_text(kept(made()))
    with pytest.raises(UsageError, match=f"it is of another load than profile 'made': {keys}$"):
        baseline.read(tmp_path / "b.json", now)
