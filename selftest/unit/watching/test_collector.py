"""Numbers that are pushed: the form of OTLP, and what a collector that is down or refuses does to a watch."""

from typing import Any

from selftest.support.inbox import Inbox, receiving
from selftest.unit.watching.test_changes import seen
from servio_verify.watching.numbers import CHECKS_NAMED, Numbers
from servio_verify.watching.otlp import Push, body


def watched() -> Numbers:
    numbers = Numbers("staging")
    failed = tuple(f"tests/smoke/test_it.py::test_{number}" for number in range(CHECKS_NAMED + 5))
    numbers.take(seen(0, "N").model_copy(update={"failed": failed, "counts": {"failed": 25, "passed": 3}}), None)
    numbers.skip("too slow", 2)
    return numbers


def test_counters_are_cumulative_sums_and_the_rest_are_gauges() -> None:
    request = body(watched().collect(), began=1, now=2)
    (resource,) = request["resourceMetrics"]
    metrics: dict[str, Any] = {metric["name"]: metric for metric in resource["scopeMetrics"][0]["metrics"]}
    rounds = metrics["servio_verify_rounds"]["sum"]
    assert (rounds["aggregationTemporality"], rounds["isMonotonic"]) == (2, True)
    assert rounds["dataPoints"][1] == {
        "attributes": [
            {"key": "environment", "value": {"stringValue": "staging"}},
            {"key": "verdict", "value": {"stringValue": "INCONCLUSIVE"}},
        ],
        "startTimeUnixNano": "1",
        "timeUnixNano": "2",
        "asDouble": 0.0,
    }
    assert metrics["servio_verify_run_seconds"]["unit"] == "s"
    assert "startTimeUnixNano" not in metrics["servio_verify_run_seconds"]["gauge"]["dataPoints"][0]
    assert len(metrics["servio_verify_check_failed"]["gauge"]["dataPoints"]) == CHECKS_NAMED


def test_a_collector_that_is_down_or_refuses_is_told_once() -> None:
    class Refusing(Inbox):
        def take(self, message: dict[str, Any]) -> bytes:
            super().take(message)
            return b'{"partialSuccess": {"rejectedDataPoints": "3", "errorMessage": "too old"}}'

    for inbox, wrong in ((Inbox(503), "answered 503"), (Refusing(200), "3 numbers were not taken: too old")):
        said: list[str] = []
        with receiving(inbox):
            url = inbox.url.partition("/services")[0]
            push = Push(url, said.append)
            for _ in range(2):
                push.send(watched().collect())
        assert said == [f"the collector at {url}/v1/metrics was not told: {wrong}; it is tried again after each round"]
        assert len(inbox.messages) == 2
