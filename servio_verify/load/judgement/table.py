"""The live line of a load run, and the table at its end."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from servio_verify.load.judgement import builds
from servio_verify.load.judgement.result import LoadReport, arrivals_of
from servio_verify.load.measure.histogram import PERCENTILE_RULE
from servio_verify.load.measure.tally import Tally
from servio_verify.load.measure.timeline import Second

Row = tuple[str, ...]


def live_line(second: Second, so_far: Tally, left: float) -> str:
    """Return the line that is shown while a run is under way; `left` in seconds."""
    throttled = f", {so_far.throttled} throttled" if so_far.throttled else ""
    load = f"{second.users}/{second.wanted} users"
    if second.due_rate is not None:
        missed = f", {second.not_in_time} not sent in time" if second.not_in_time else ""
        load = f"{second.due_rate:.0f} /s due{missed}, {second.users} waiting"
    p95 = f"{so_far.times.percentile(0.95):.1f} ms" if so_far.times.count else "not known"
    return (
        f"{second.stage}: {load}, {second.rate:.0f} req/s, "
        f"p95 so far {p95}, "
        f"{so_far.failed} errors ({so_far.error_rate:.2%}){throttled}, "
        f"{timedelta(seconds=round(max(0.0, left)))} left"
    )


def table(report: LoadReport) -> str:
    """Return the endpoints, the gates and the verdict with its reasons."""
    where, profile = report.run.where, report.run.profile
    by_point = "; gates by point (k6's rule)" if profile.decide == "point" else ""
    lines = [
        f"Load: profile {profile.name} on {where.environment} ({where.target}), run {where.run_id}",
        "",
        *_columns(list(_endpoints(report))),
        "",
        *_columns(list(_gates(report))),
        f"percentiles: {PERCENTILE_RULE}{by_point}",
        *_arrivals(report),
        *map(str, report.evidence.comparisons),
        "",
        *_verdict(report),
    ]
    return "\n".join(lines)


def _endpoints(report: LoadReport) -> Iterator[Row]:
    times = {"p50": "p50_ms", "p95": "p95_ms", "p99": "p99_ms", "max ms": "max_ms"}
    sent = [f"sent {name}" for name in times] if report.run.profile.is_open else []
    yield "endpoint", "requests", "failed", "429", *times, *sent
    for row in report.endpoints:
        counts = (str(row[key]) for key in ("requests", "failed", "throttled"))
        from_sending = row.get("from_sending", {}) if sent else None
        more = () if from_sending is None else (_ms(from_sending.get(key)) for key in times.values())
        yield row["endpoint"], *counts, *(_ms(row[key]) for key in times.values()), *more


def _arrivals(report: LoadReport) -> Iterator[str]:
    """Say what the times of an arrival rate are, and what became of its requests."""
    if not report.run.profile.is_open:
        return
    yield "times: from when a request was due, which is what a guest waits and what the gates judge; sent: from sending"
    row = arrivals_of(report.run)
    yield (
        f"{row['due']} requests were due; sent more than {row['late_after']:g} s late: {row['late']} by the generator, "
        f"{row['blocked']} for want of a connection; never sent: {row['unsent']}; at most {row['most_waiting']} waited"
    )


def _gates(report: LoadReport) -> Iterator[Row]:
    yield "gate", "where", "samples", "value", f"{report.run.profile.confidence:.0%} interval", ""
    for result in report.evidence.gates:
        show, interval = result.gate.show, result.interval
        value, between = show(result.value), f"{show(interval.low)} to {show(interval.high)}"
        if not result.count:
            value = between = "-"
        why = f" ({result.why})" if result.why else ""
        yield str(result.gate), result.where, str(result.count), value, between, f"{result.outcome}{why}"


def _verdict(report: LoadReport) -> Iterator[str]:
    passed = "" if report.reasons or report.notes or report.run.not_covered else ": every gate passed"
    yield f"{report.verdict} (exit code {report.verdict.exit_code}){passed}"
    for reason in report.reasons:
        yield f"  {reason.verdict}: {reason.text}"
    if not report.evidence.incidents.builds and (told := builds.line(report.run.aggregator.builds)):
        yield f"  {told}"
    for note in report.notes:
        yield f"  {note}"
    for what in report.run.not_covered:
        yield f"  not covered: {what}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _columns(rows: Sequence[Row]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
