"""Announced limits, as real libraries announce 100 requests in 15 minutes, a minute or a second."""

import pytest

from servio_verify.traffic.rate_limits import announced

NOW = 1_795_889_400.0
DATE = ("Date", "Sat, 28 Nov 2026 18:10:00 GMT")

SAMPLES = {
    "express-rate-limit, legacy": (
        [("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "99"), ("X-RateLimit-Reset", "1795890300")],
        {(100, 900)},
    ),
    "express-rate-limit, draft 6": (
        [("RateLimit-Policy", "100;w=900"), ("RateLimit-Limit", "100"), ("RateLimit-Remaining", "99"),
         ("RateLimit-Reset", "900")],
        {(100, 900)},
    ),
    "express-rate-limit, draft 7": (
        [("RateLimit-Policy", "100;w=900"), ("RateLimit", "limit=100, remaining=99, reset=900")],
        {(100, 900)},
    ),
    "draft 7 without a policy": ([("RateLimit", "limit=100, remaining=42, reset=871")], {(100, 900)}),
    "express-rate-limit, draft 8, a line for each limiter": (
        [("RateLimit-Policy", '"100-in-15min"; q=100; w=900; pk=:YjFhN2Q2ZjM=:'),
         ("RateLimit", '"100-in-15min"; r=99; t=900'),
         ("RateLimit-Policy", '"10-in-1sec"; q=10; w=1; pk=:YjFhN2Q2ZjM=:'),
         ("RateLimit", '"10-in-1sec"; r=9; t=1')],
        {(100, 900), (10, 1)},
    ),
    "draft 8, one line, a name with a comma, a quota of bytes": (
        [("RateLimit-Policy", '"burst, each";q=20;w=1,"daily";q=1000;w=86400,"size";q=65535;qu="content-bytes";w=10')],
        {(20, 1), (1000, 86400)},
    ),
    "draft 3": ([("RateLimit-Limit", "10, 10;w=1, 1000;w=3600"), ("RateLimit-Reset", "1")], {(10, 1), (1000, 3600)}),
    "@fastify/rate-limit": (
        [("x-ratelimit-limit", "100"), ("x-ratelimit-remaining", "99"), ("x-ratelimit-reset", "900")],
        {(100, 900)},
    ),
    "@fastify/rate-limit with draft names": (
        [("ratelimit-limit", "1000"), ("ratelimit-remaining", "999"), ("ratelimit-reset", "60")],
        {(1000, 60)},
    ),
    "slowapi": (
        [("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "99"), ("X-RateLimit-Reset", "1795890299.6231"),
         ("Retry-After", "900")],
        {(100, 900)},
    ),
    "Flask-Limiter": (
        [("X-RateLimit-Limit", "100"), ("X-RateLimit-Reset", "1795889460"), ("Retry-After", "60")],
        {(100, 60)},
    ),
    "@nestjs/throttler, named": (
        [("X-RateLimit-Limit-short", "3"), ("X-RateLimit-Remaining-short", "2"), ("X-RateLimit-Reset-short", "60"),
         ("X-RateLimit-Limit-long", "100"), ("X-RateLimit-Remaining-long", "99"), ("X-RateLimit-Reset-long", "900")],
        {(3, 60), (100, 900)},
    ),
    "a gateway's suffixes": (
        [("X-RateLimit-Limit-Second", "5"), ("X-RateLimit-Limit-Hour", "1000")],
        {(5, 1), (1000, 3600)},
    ),
    "milliseconds since the epoch": ([("X-RateLimit-Limit", "7"), ("X-RateLimit-Reset", "1795889460000")], {(7, 60)}),
    "only Retry-After beside a limit": ([("X-RateLimit-Limit", "100"), ("Retry-After", "890")], {(100, 900)}),
    "nothing but a limit": ([("X-RateLimit-Limit", "100")], {(100, 60)}),
    "Retry-After alone": ([("Retry-After", "900")], set()),
    "no number": ([("X-RateLimit-Limit", "unlimited"), ("RateLimit-Policy", "???")], set()),
    "none": ([("Content-Type", "text/html")], set()),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "limits"), SAMPLES.values(), ids=SAMPLES)
def test_a_dialect_is_read(headers: list[tuple[str, str]], limits: set[tuple[int, float]]) -> None:
    found = announced([DATE, *headers], NOW)
    assert {(limit.requests, limit.window) for limit in found} == limits
    assert len(found) == len(limits)


def test_the_clock_of_the_sender_counts() -> None:
    headers = [DATE, ("X-RateLimit-Limit", "100"), ("X-RateLimit-Reset", "1795890300")]
    (limit,) = announced(headers, NOW - 7200)
    assert limit.window == 900


@pytest.mark.parametrize(("left", "fresh", "window"), [(1, False, 60), (1, True, 1), (10, True, 10), (59, True, 60)])
def test_a_window_that_has_just_begun_is_as_long_as_what_is_left(left: int, fresh: bool, window: float) -> None:
    headers = [("X-RateLimit-Limit-short", "3"), ("X-RateLimit-Reset-short", str(left))]
    (limit,) = announced(headers, NOW, begun={"x-ratelimit-limit-short"} if fresh else ())
    assert (limit.window, limit.guessed) == (window, True)


LEFT = {
    "plain": [("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "80"), ("X-RateLimit-Reset", "600")],
    "draft 6": [("RateLimit-Policy", "100;w=900"), ("RateLimit-Limit", "100"), ("RateLimit-Remaining", "80"),
                ("RateLimit-Reset", "600")],
    "draft 7": [("RateLimit-Policy", "100;w=900"), ("RateLimit", "limit=100, remaining=80, reset=600")],
    "draft 8": [("RateLimit-Policy", '"a";q=5;w=1,"b";q=100;w=900'), ("RateLimit", '"b";r=80;t=600, "a";r=5;t=1')],
    "a suffix": [("X-RateLimit-Limit-long", "100"), ("X-RateLimit-Remaining-long", "80"),
                 ("X-RateLimit-Reset-long", "600")],
    "on a refusal": [("x-rate-limit-limit", "100"), ("x-rate-limit-remaining", "80"), ("Retry-After", "600")],
}  # fmt: skip


@pytest.mark.parametrize("headers", LEFT.values(), ids=LEFT)
def test_what_is_left_of_the_window_that_is_on_is_read_too(headers: list[tuple[str, str]]) -> None:
    found = announced([DATE, *headers], NOW)
    assert [(each.remaining, each.ends_in) for each in found if each.requests == 100] == [(80, 600)]
