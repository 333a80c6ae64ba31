"""Locust's own statistics, for its page and its JSON: told from ours once a second, instead of at each request.

The gates do not use them. A failed request has no response time there, as it has none here.
"""

from collections import Counter
from typing import Any

from locust import stats as stock

from servio_verify.load.measure.tally import Tallies, Tally


def feed(statistics: Any, tallies: Tallies, since: float, now: float) -> None:
    """Add what was counted from `since` to `now` (seconds since the epoch) to a runner's statistics."""
    for key, tally in tallies.by_key.items():
        method, _, name = key.endpoint.partition(" ")
        part = _entry(statistics, method, name, tally, since, now)
        if not part.num_requests:
            continue
        statistics.entries[(name, method)].extend(part)
        statistics.total.extend(part)
        for what, count in (tally.failures + tally.intercepted + Counter({"HTTP 429": tally.throttled})).items():
            _count_error(statistics, method, name, what, count, now)


def _entry(statistics: Any, method: str, name: str, tally: Tally, since: float, now: float) -> Any:
    part: Any = stock.StatsEntry(statistics, name, method)
    times, second = tally.sent or tally.times, int(now)
    for milliseconds, count in times.values():
        part.response_times[stock.bucket_response_time(milliseconds)] += count
        part.total_response_time += milliseconds * count
    if times.count:
        part.min_response_time, part.max_response_time = times.at_ranks([1, times.count])
    part.num_requests = tally.requests
    part.num_none_requests = part.num_failures = tally.requests - times.count
    part.num_reqs_per_sec[second] = part.num_requests
    if part.num_failures:
        part.num_fail_per_sec[second] = part.num_failures
    part.total_content_length = tally.octets
    part.start_time, part.last_request_timestamp = since, now
    return part


def _count_error(statistics: Any, method: str, name: str, what: str, count: int, now: float) -> None:
    key = stock.StatsError.create_key(method, name, what)
    error: Any = statistics.errors.get(key)
    if error is None:
        error = statistics.errors[key] = stock.StatsError(method, name, what, first_seen=now)
    error.occurrences += count
    error.last_seen = now
