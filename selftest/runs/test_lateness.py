"""A list, a search or a replica may be late; what was made is found all the same, and deleted."""

from selftest.support import scenarios
from selftest.support.front import front
from selftest.support.leftovers import left_by
from selftest.support.processes import Verify


def test_what_a_late_search_lacks_is_found_among_the_newest(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.search_lag()) as settings:
        ended = verify("-m", "e2e", "-k", "venue_is_stored_and_listed", **settings)
    assert ended.code == 0, ended.output
    assert (ended.verdict["left_on_target"], left_by(ended, healthy)) == (0, [])


def test_a_late_target_is_given_the_time_that_it_asks_for(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.search_lag(1.5, also_lists=True)) as settings:
        chosen = "found_by_its_name or among_the_newest or lists_its_menus or finds_its_own"
        ended = verify("-m", "smoke", "-k", chosen, SERVIO_READ_AFTER_WRITE="2", **settings)
    assert ended.code == 0, ended.output
    assert ended.verdict["passed"] == 5
    assert (ended.verdict["left_on_target"], left_by(ended, healthy)) == (0, [])


def test_what_cannot_be_found_again_is_counted_and_named(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.lists_fail_for_tools()) as settings:
        ended = verify("-m", "e2e", "-k", "venue_is_stored_and_listed", **settings)
    assert ended.code == 1, ended.output
    (left,) = left_by(ended, healthy)
    assert ended.verdict["left_on_target"] == 1
    assert f"may be left on the target: {left}" in ended.output
