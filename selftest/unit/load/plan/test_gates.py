"""What a gate's text means, and how it is shown."""

import math

import pytest

from servio_verify.load.plan.gates import Gate, Scope, parse


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("p95 < 500 ms", Gate("p95", "<", 500.0)),
        ("p99.9 <= 0.5 s", Gate("p99.9", "<=", 500.0)),
        ("  p5   < 2ms ", Gate("p5", "<", 2.0)),
        ("errors < 1 %", Gate("errors", "<", 0.01)),
        ("errors <= 0.5% on plateau", Gate("errors", "<=", 0.005, Scope.PLATEAU)),
        ("rate > 20 /s", Gate("rate", ">", 20.0)),
        ("rate >= 0.5/s on run for each", Gate("rate", ">=", 0.5, Scope.RUN, "each")),
        ("p50 < 300 ms on run for GET /api/v1/venues", Gate("p50", "<", 300.0, Scope.RUN, "GET /api/v1/venues")),
        ("p50 < 300 ms for GET /", Gate("p50", "<", 300.0, None, "GET /")),
    ],
)
def test_a_gate_is_read_in_the_units_that_are_measured(text: str, gate: Gate) -> None:
    assert parse(text) == gate


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fast", "'fast' is no gate; write it like 'p95 < 500 ms', 'errors < 1 %', 'rate > 20 /s on plateau'"),
        ("p100 < 5 ms", "'p100 < 5 ms' is no gate"),
        ("p95 < 5 ms on weekends", "is no gate"),
        ("p95 < 5 %", "'p95 < 5 %': % is no unit of p95"),
        ("errors < 5 s", "'errors < 5 s': s is no unit of errors"),
        ("rate > 5 ms", "'rate > 5 ms': ms is no unit of rate"),
        ("p0 < 5 ms", "'p0 < 5 ms': there is no percentile 0"),
        ("p0.0 < 5 s", "there is no percentile 0"),
        ("p99.99999999999999999 < 5 s", "there is no percentile 100"),
        ("p95 < 60 s", "'p95 < 60 s' can never fail: p95 is measured up to 60 s"),
        ("errors <= 100 %", "'errors <= 100 %' can never fail: errors is measured from 0 to 100 %"),
        ("errors < 101 %", "can never fail"),
        ("rate >= 0 /s", "'rate >= 0 /s' can never fail: rate is measured from 0 on"),
        ("p95 >= 5 ms", "'p95 >= 5 ms' would fail what is good; a limit of p95 is written with < or <="),
        ("errors > 5 %", "a limit of errors is written with < or <="),
        ("rate < 5 /s", "'rate < 5 /s' would fail what is good; a limit of rate is written with > or >="),
    ],
)
def test_a_gate_that_makes_no_sense_says_what_would(text: str, said: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message is what counts
        parse(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["p95 < 500 ms", "p99.9 <= 59999 ms", "errors < 100 %", "rate > 0 /s"])
def test_a_gate_is_shown_as_it_is_written(text: str) -> None:
    assert str(parse(text)) == repr(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("p95 < 500 ms", 612.34, "612.3 ms"),
        ("errors < 1 %", 0.01234, "1.23 %"),
        ("rate > 20 /s", 19.96, "20.0 /s"),
        ("p95 < 500 ms", math.inf, "?"),
    ],
)
def test_a_value_is_shown_in_its_gate_s_unit(text: str, value: float, shown: str) -> None:
    assert parse(text).show(value) == shown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("p95 < 500 ms", ["p95 < 500 ms on run", "p95 < 500 ms on plateau"]),
        ("errors < 1 % on plateau for each", ["errors < 1 % on plateau for each"]),
    ],
)
def test_a_gate_is_a_check_on_each_part_that_it_is_for(text: str, names: list[str]) -> None:
    gate = parse(text)
    assert [gate.named_on(scope) for scope in gate.scopes] == names


@pytest.mark.parametrize(("text", "share"), [("p95 < 1 s", 0.95), ("p99.9 < 1 s", 0.999), ("p5 < 1 s", 0.05)])
def test_a_percentile_is_a_share(text: str, share: float) -> None:
    gate = parse(text)
    assert gate.is_percentile
    assert gate.share == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "by_interval", "by_point"),
    [
        ("errors <= 0 %", True, False),
        ("errors < 0 %", True, True),
        ("p95 < 0 ms", True, True),
        ("errors < 0.001 %", False, False),
        ("rate > 0 /s", False, False),
    ],
)
def test_a_gate_that_nothing_passes_is_known_beforehand(text: str, by_interval: bool, by_point: bool) -> None:
    gate = parse(text)
    assert gate.never_passes(by_point=False) is by_interval
    assert gate.never_passes(by_point=True) is by_point
