"""Numbers of a watch, as families of metrics: what is scraped and what is pushed are the same."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from servio_verify.results.verdict import Verdict
from servio_verify.watching.changes import Standing
from servio_verify.watching.rounds import Round

CHECKS_NAMED = 20
"""Failed checks that have a row of their own; more would be a load for whoever keeps the numbers."""


class Numbers:
    """A collector for `prometheus_client`. Nothing but environment, verdicts and names of checks is in the labels."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._rounds: Counter[str] = Counter({verdict.value: 0 for verdict in Verdict})
        self._skipped: Counter[str] = Counter({"too slow": 0, "occupied": 0})
        self._last: Round | None = None
        self._since: datetime | None = None
        self._families: list[Metric] = list(self._made())

    def collect(self) -> Iterable[Metric]:
        """Return the families as they were after the last round, whichever thread asks."""
        return self._families

    def take(self, last: Round, standing: Standing | None) -> None:
        """Count a round."""
        self._rounds[last.verdict.value] += 1
        self._last = last
        self._since = standing.since if standing else None
        self._families = list(self._made())

    def skip(self, why: str, rounds: int = 1) -> None:
        """Count rounds that did not take place."""
        self._skipped[why] += rounds
        self._families = list(self._made())

    def _made(self) -> Iterator[Metric]:
        if self._last:
            yield from self._of_the_last(self._last)
        yield self._counter("rounds", "Rounds by their verdict.", self._rounds, "verdict")
        yield self._counter("skipped_rounds", "Rounds that did not take place.", self._skipped, "why")

    def _of_the_last(self, last: Round) -> Iterator[Metric]:
        verdicts = {verdict.value: float(verdict is last.verdict) for verdict in Verdict}
        yield self._gauge("verdict", "1 for the verdict of the last round.", verdicts, "verdict")
        ended = last.began.timestamp() + last.seconds
        yield self._gauge("last_run_timestamp_seconds", "When the last round ended.", {"": ended})
        if self._since:
            since = {"": self._since.timestamp()}
            yield self._gauge("verdict_since_timestamp_seconds", "When the verdict that was told began.", since)
        yield self._gauge("run_seconds", "How long the last round took.", {"": last.seconds})
        yield self._gauge("checks", "Checks of the last round.", last.counts, "outcome")
        failed = dict.fromkeys(last.failed[:CHECKS_NAMED], 1.0)
        yield self._gauge("check_failed", "1 for a check that failed in the last round.", failed, "check")

    def _counter(self, name: str, text: str, rows: Counter[str], label: str) -> Metric:
        family = CounterMetricFamily(f"servio_verify_{name}", text, labels=("environment", label))
        for key, count in rows.items():
            family.add_metric([self._environment, key], count)
        return family

    def _gauge(self, name: str, text: str, rows: dict[str, float] | dict[str, int], label: str = "") -> Metric:
        labels = ("environment", label) if label else ("environment",)
        unit = "seconds" if name.endswith("_seconds") else ""
        family = GaugeMetricFamily(f"servio_verify_{name}", text, labels=labels, unit=unit)
        for key, value in rows.items():
            family.add_metric([self._environment, key] if label else [self._environment], float(value))
        return family
