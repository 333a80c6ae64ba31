"""OTLP over HTTP as JSON: the numbers, pushed to a collector after each round.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding (OTLP 1.x): lowerCamelCase keys, 64-bit integers as
texts, enums as numbers.
"""

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client.core import Metric

from servio_verify.reporting.post import Posted, post_json

PATH = "/v1/metrics"
CUMULATIVE = 2
"""AggregationTemporality: from the start of the watch on."""


class Push:
    """One for each watch. `complain` takes a line when the collector is not reached, once until it is again."""

    def __init__(self, url: str, complain: Callable[[str], None]) -> None:
        self._url = url if url.endswith(PATH) else url.rstrip("/") + PATH
        self._complain = complain
        self._began = time.time_ns()
        self._is_down = False

    def send(self, families: Iterable[Metric]) -> None:
        """Push them as they are now: what was missed needs no second try, the next numbers hold it."""
        wrong = _refusal(post_json(self._url, body(families, self._began, time.time_ns())))
        if wrong and not self._is_down:
            self._complain(f"the collector at {self._url} was not told: {wrong}; it is tried again after each round")
        self._is_down = bool(wrong)


def body(families: Iterable[Metric], began: int, now: int) -> dict[str, Any]:
    """Return the request (ExportMetricsServiceRequest); times are in nanoseconds since 1970."""
    metrics = [_metric(family, began, now) for family in families if family.samples]
    resource = {"attributes": [_attribute("service.name", "servio-verify")]}
    scope = {"scope": {"name": "servio_verify.watch"}, "metrics": metrics}
    return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [scope]}]}


def _metric(family: Metric, began: int, now: int) -> dict[str, Any]:
    counts = family.type == "counter"
    points = [
        {
            "attributes": [_attribute(key, value) for key, value in sample.labels.items()],
            "timeUnixNano": str(now),
            "asDouble": float(sample.value),
            **({"startTimeUnixNano": str(began)} if counts else {}),
        }
        for sample in family.samples
    ]
    data = {"dataPoints": points}
    kind = {"sum": data | {"aggregationTemporality": CUMULATIVE, "isMonotonic": True}} if counts else {"gauge": data}
    unit = "s" if family.unit == "seconds" else "1"
    return {"name": family.name, "description": family.documentation, "unit": unit, **kind}


def _attribute(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def _refusal(posted: Posted) -> str | None:
    """Return what went wrong; a collector may answer 200 and say what it did not take."""
    if posted.wrong:
        return posted.wrong
    try:
        partly = json.loads(posted.body or b"{}").get("partialSuccess") or {}
        rejected = int(partly.get("rejectedDataPoints") or 0)
    except (ValueError, AttributeError, TypeError):
        return None
    said = str(partly.get("errorMessage", ""))
    return f"{rejected} numbers were not taken: {said[:80]}" if rejected else None
