"""A load run as lines for people: the live line and the table at the end."""

from collections.abc import Sequence
from datetime import timedelta

from servio_verify.load.judgement.result import Result
from servio_verify.load.measure.histogram import PERCENTILE_RULE
from servio_verify.load.measure.tally import Tally
from servio_verify.load.measure.timeline import Second
from servio_verify.results.verdict import Verdict


def live_line(second: Second, so_far: Tally, left: float) -> str:
    """Return the line that is shown while a run is under way; `left` in seconds."""
    throttled = f", {so_far.throttled} throttled" if so_far.throttled else ""
    return (
        f"{second.stage}: {second.users}/{second.wanted} users, {second.rate:.0f} req/s, "
        f"p95 so far {so_far.times.percentile(0.95):.1f} ms, "
        f"{so_far.failed} errors ({so_far.error_rate:.2%}){throttled}, "
        f"{timedelta(seconds=round(max(0.0, left)))} left"
    )


def table(result: Result) -> str:
    """Return the endpoints, the gates and the verdict with its reasons."""
    where = result.where
    lines = [
        f"Load: profile {result.profile.name} on {where.environment} ({where.target}), run {where.run_id}",
        "",
        *_columns(
            [("endpoint", "requests", "failed", "429", "p50", "p95", "p99", "max ms")]
            + [
                (
                    row["endpoint"],
                    str(row["requests"]),
                    str(row["failed"]),
                    str(row["throttled"]),
                    *(_ms(row[key]) for key in ("p50_ms", "p95_ms", "p99_ms", "max_ms")),
                )
                for row in result.endpoints
            ]
        ),
        "",
        *_columns(
            [("gate", "where", "samples", "value", f"{result.profile.confidence:.0%} interval", "")]
            + [
                (
                    str(gate.gate),
                    f"{gate.endpoint}, {gate.scope}",
                    str(gate.count),
                    gate.gate.show(gate.value),
                    f"{gate.gate.show(gate.interval.low)} to {gate.gate.show(gate.interval.high)}",
                    f"{gate.outcome}{f' ({gate.why})' if gate.why else ''}",
                )
                for gate in result.gates
            ]
        ),
        f"percentiles: {PERCENTILE_RULE}"
        + ("; gates by point (k6's rule)" if result.profile.decide == "point" else ""),
        *(str(comparison) for comparison in result.comparisons),
        "",
        f"{result.verdict} (exit code {result.verdict.exit_code})" + ("" if result.reasons else ": every gate passed"),
        *(f"  {_label(reason.verdict)}{reason.text}" for reason in result.reasons),
    ]
    return "\n".join(lines)


def _label(verdict: Verdict) -> str:
    return "" if verdict is Verdict.GO else f"{verdict}: "


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
