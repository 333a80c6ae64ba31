"""Comparison with the response times of an earlier run."""

from pathlib import Path

import pytest

from servio_verify.errors import UsageError
from servio_verify.load.judgement import baseline
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.measure.intervals import Interval


@pytest.mark.parametrize(("now", "worse"), [(105.0, False), (111.0, False), (130.0, True), (60.0, False)])
def test_only_what_is_worse_beyond_noise_is_called_worse(now: float, worse: bool) -> None:
    then = {"GET /": Timing(100.0, Interval(98.0, 102.0))}
    found = baseline.compare(then, {"GET /": Timing(now, Interval(now - 3, now + 3))}, 0.1)
    assert [comparison.worse for comparison in found] == [worse]


def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"endpoints": [{}]}')
    with pytest.raises(UsageError, match=r"must be a load\.json"):
        baseline.read(tmp_path / "b.json")
