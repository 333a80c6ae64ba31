"""What the seconds of a run show: failures that end it, and stalls."""

import pytest

from selftest.support.load_samples import second
from servio_verify.load.measure.timeline import only_fails, stalls, too_many_failures


def test_the_brake_acts_on_failing_requests_only() -> None:
    assert too_many_failures([second(at, failed=4) for at in range(30)]) is None
    assert too_many_failures([second(at, failed=6) for at in range(9)]) is None
    assert "60 of 100" in str(too_many_failures([second(at, failed=6) for at in range(30)]))
    assert "429" in str(too_many_failures([second(at, throttled=6) for at in range(30)]))


def test_a_stall_is_seen_but_a_quiet_profile_is_none() -> None:
    run = [second(at, requests=0 if 4 < at <= 9 else 10) for at in range(1, 15)]
    assert stalls(run, pause=1.0) == [(4, 9)]
    assert stalls(run, pause=30.0) == []


@pytest.mark.parametrize(("until", "found"), [(8.3, [(5.25, 8.3)]), (8.2, [])])
def test_a_stall_is_as_long_as_it_was_wherever_its_seconds_begin(
    until: float, found: list[tuple[float, float]]
) -> None:
    before, after = second(6, first_end=5.05, last_end=5.25), second(9, first_end=until, last_end=8.9)
    run = [before, second(7, requests=0), second(8, requests=0), after]
    assert stalls(run, pause=1.0) == found


def test_what_came_before_somebody_was_there_to_be_served_is_no_stall() -> None:
    few, empty = second(6, users=2, last_end=5.1), [second(7, requests=0), second(8, requests=0)]
    assert stalls([few, *empty, second(9, first_end=8.5)], pause=1.0) == []


def test_a_target_that_answers_nothing_well_any_more_is_told_from_one_that_fails_now_and_then() -> None:
    well, bad, quiet = second(1, failed=9), second(2, failed=10), second(3, requests=0)
    assert only_fails([well, bad, quiet])
    assert not only_fails([bad, well, quiet])
    assert not only_fails([quiet])
