"""The log group: which lines are errors, which of them count, and what is told of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from selftest.monitoring.probes import RUN, opened, window
from selftest.monitoring.stand_in import GROUP, StandIn
from selftest.support.aws.front import changed
from selftest.support.aws.log_patterns import fits
from servio_verify.monitoring.aws.logs import MOST_PAGES, PATTERN
from servio_verify.monitoring.reading import GapError, Reading, Window
from servio_verify.monitoring.source import Probe

_NEXT = iter(range(1, 1000))


class Lines:
    """A minute that no other test writes in."""

    def __init__(self, aws: StandIn) -> None:
        self._aws = aws
        self.window = window(59, ago=3600.0 * next(_NEXT))

    def write(self, *lines: str, after: float = 1.0) -> None:
        """Write lines, so many seconds after the window began."""
        self._aws.put_lines(int((self.window.begins.timestamp() + after) * 1000), *lines)


@pytest.fixture
def lines(near_aws: StandIn) -> Lines:
    return Lines(near_aws)


def read(since: Window, **settings: Any) -> Reading:
    probe: Probe = opened("logs", **settings)
    probe.begin()
    return probe.end(since)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-29T02:31:22Z ERROR order 17 was not stored",
        '{"level":50,"time":1764383482,"msg":"order not stored"}',
        '{"level":60,"msg":"out of memory"}',
        '{"level":"error","message":"order not stored"}',
        "TypeError: Cannot read properties of undefined (reading 'id')",
        "Error: connect ECONNREFUSED 10.1.2.3:5432",
        "[UnhandledPromiseRejection: x]",
    ],
)
def test_errors_of_plain_and_json_lines_fit_the_pattern(line: str) -> None:
    assert fits(PATTERN, line)


@pytest.mark.parametrize(
    "line",
    [
        '{"level":30,"msg":"GET /health 200"}',
        "GET /api/v1/venues 200 50 ms",
        '{"level":"info","errors":0}',
        "no errors",
    ],
)
def test_lines_of_no_error_do_not_fit_it(line: str) -> None:
    assert not fits(PATTERN, line)


def test_error_lines_count_and_what_they_say_is_not_repeated(lines: Lines) -> None:
    lines.write("ERROR nobody@example.com has no order", "all is well")
    lines.write("TypeError: sk_test_123", after=0.5)
    (signal,) = read(lines.window).signals
    assert signal.startswith(f"logs: 2 error lines in {GROUP}, {lines.window.told}: first TypeError at ")
    assert "stream app/app/" in signal
    assert not [word for word in ("nobody", "sk_test") if word in signal]


def test_lines_before_and_after_the_run_do_not_count(lines: Lines) -> None:
    lines.write("ERROR before", after=-2)
    lines.write("ERROR after", after=61)
    lines.write("well")
    assert read(lines.window) == Reading(notes=(f"logs: no error line in {GROUP}, {lines.window.told}",))


def test_the_time_of_the_run_is_by_the_clock_of_aws(
    lines: Lines, near_aws: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_aws.front, "ahead", 600.0)
    lines.write("ERROR before the run", "ERROR by that clock", after=2)
    lines.write("ERROR in it", after=602)
    assert "an error line" in read(lines.window).signals[0]
    monkeypatch.setattr(near_aws.front, "ahead", 3.0)
    assert lines.window.told in read(lines.window).signals[0]


def test_a_refusal_that_the_run_asked_for_does_not_count_and_any_other_error_of_it_does(lines: Lines) -> None:
    lines.write(f'{{"level":50,"status":401,"ua":"servio-verify/1 (checks; run {RUN})"}}')
    reading = read(lines.window)
    assert (reading.signals, reading.gaps) == ((), ())
    assert reading.notes == ("logs: 1 error lines are of refusals (4xx) that this run asked for: they do not count",)
    lines.write(f'{{"level":50,"status":201,"ua":"run {RUN}"}}', '{"level":50,"status":401,"ua":"somebody"}')
    assert "2 error lines" in read(lines.window).signals[0]


def test_known_lines_do_not_count(lines: Lines) -> None:
    lines.write("ERROR retry 1 of 3")
    reading = read(lines.window, noise={"retry \\d": "the queue says so"})
    assert reading.notes == ("logs: 1 error lines are known ([monitoring.logs] noise): they do not count",)


def test_a_pattern_of_ones_own_is_used(lines: Lines) -> None:
    lines.write("panic: it", "ERROR it")
    assert "an error line" in read(lines.window, pattern="?panic").signals[0]


def test_a_group_without_a_line_of_that_time_is_not_covered(lines: Lines) -> None:
    assert read(lines.window) == Reading(
        gaps=(f"logs: late or silent, not one line is there in {GROUP}, {lines.window.told}",)
    )


@contextmanager
def endless(aws: StandIn) -> Iterator[None]:
    with aws.front.plant("FilterLogEvents", changed(lambda answer: answer.update(nextToken="more"))):
        yield


def test_pages_are_read_up_to_a_bound_and_then_told_to_be_sampled(lines: Lines, near_aws: StandIn) -> None:
    lines.write("ERROR it")
    asked = len(near_aws.front.asked)
    with endless(near_aws):
        reading = read(lines.window)
    assert near_aws.front.asked[asked:].count("logs:FilterLogEvents") == MOST_PAGES
    assert reading.gaps == (f"logs: sampled, only 10 error lines were read in {GROUP}, {lines.window.told}",)


def test_empty_pages_without_end_are_not_taken_for_no_error(lines: Lines, near_aws: StandIn) -> None:
    with endless(near_aws):
        assert "late or silent" in read(lines.window).gaps[0]


def test_later_lines_are_waited_for(lines: Lines) -> None:
    lines.window = window(59)
    lines.write("well")
    since = time.monotonic()
    read(lines.window, wait=0.4)
    assert time.monotonic() - since >= 0.4
    lines.write("later", after=59.01)
    since = time.monotonic()
    read(lines.window, wait=20)
    assert time.monotonic() - since < 20


def test_a_group_that_is_not_there_is_a_gap(near_aws: StandIn) -> None:
    with (
        near_aws.front.refuse("FilterLogEvents", "ResourceNotFoundException"),
        pytest.raises(GapError, match="NotFound"),
    ):
        read(window())
