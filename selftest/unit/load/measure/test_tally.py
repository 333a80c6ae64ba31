"""What is counted of requests, and how counts are put together."""

import json
from collections import Counter

import pytest

from selftest.support.load_samples import KEY, tally, times
from servio_verify.load.measure.tally import Tallies, Tally, TallyKey, merged

OTHER = TallyKey("GET /menu", "down", False)
GATE = "a gate wants a sign-in (401)"


def counted() -> Tally:
    """One of each kind, but for a few more that went well."""
    failures, intercepted = Counter({"HTTP 500": 2, "time-out": 1}), Counter({GATE: 5})
    return Tally(times([100, 200, 300]), failures, 4, 700, intercepted, times([90, 190]))


Held = tuple[int, dict[str, int], int, int, dict[str, int], int | None]


def held(found: Tally) -> Held:
    sent = found.sent.count if found.sent else None
    return found.times.count, dict(found.failures), found.throttled, found.octets, dict(found.intercepted), sent


def test_an_error_rate_is_a_share_of_what_servio_answered_and_did_not_throttle() -> None:
    found = counted()
    assert (found.failed, found.judged, found.requests) == (3, 6, 15)
    assert found.error_rate == 0.5


@pytest.mark.parametrize(
    ("empty", "requests"), [(Tally(), 0), (Tally(throttled=3), 3), (Tally(intercepted=Counter({GATE: 2})), 2)]
)
def test_where_servio_answered_nothing_nothing_failed(empty: Tally, requests: int) -> None:
    assert (empty.judged, empty.error_rate, empty.requests) == (0, 0.0, requests)


def test_two_tallies_add_up() -> None:
    found = counted()
    found.add(counted())
    assert held(found) == (6, {"HTTP 500": 4, "time-out": 2}, 8, 1400, {GATE: 10}, 4)


def test_tallies_are_added_by_endpoint_stage_and_plateau() -> None:
    one, two = Tallies(), Tallies()
    one.tally(KEY).add(counted())
    two.tally(KEY).add(counted())
    two.tally(OTHER).add(tally([5], failed=1))
    one.add(two)
    assert list(one.by_key) == [KEY, OTHER]
    assert one.tally(KEY).requests == 30
    assert one.endpoints() == ["GET /", "GET /menu"]


def test_a_total_counts_each_tally_that_fits_once_and_changes_none() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(counted())
    tallies.tally(OTHER).add(tally([5], failed=1))
    assert held(tallies.total()) == (4, {"HTTP 500": 3, "time-out": 1}, 4, 700, {GATE: 5}, 2)
    assert tallies.total(lambda key: key.on_plateau).requests == 15
    assert tallies.total(lambda key: key.endpoint == "GET /nowhere").requests == 0
    assert [each.requests for each in tallies.by_key.values()] == [15, 2]


def test_one_alone_is_not_copied() -> None:
    alone = counted()
    assert merged([alone], Tally) is alone
    assert merged([], Tally).requests == 0
    assert merged([counted(), counted(), counted()], Tally).requests == 45


def test_what_a_worker_sends_its_master_is_what_it_counted() -> None:
    sent = Tallies()
    sent.tally(KEY).add(counted())
    sent.tally(OTHER).add(tally([5], failed=1))
    arrived = Tallies.from_wire(json.loads(json.dumps(sent.to_wire())))
    assert {key: held(each) for key, each in arrived.by_key.items()} == {
        KEY: (3, {"HTTP 500": 2, "time-out": 1}, 4, 700, {GATE: 5}, 2),
        OTHER: (1, {"HTTP 500": 1}, 0, 0, {}, None),
    }
