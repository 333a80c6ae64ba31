"""The chart of a load run over time, as one SVG that needs nothing else: latency, rate, users and errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from servio_verify.load.judgement.result import LoadReport
from servio_verify.load.measure.timeline import Second
from servio_verify.reporting import svg
from servio_verify.reporting.svg import WIDTH

LEFT, RIGHT, TOP, GAP = 64, 130, 56, 34
STYLE = (
    ".axis{stroke:#ccd;stroke-width:1}.stage{stroke:#99a;stroke-dasharray:2 3}.gate{stroke:#c22;stroke-dasharray:6 4}"
    "polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}.plateau{fill:#eef3fb}"
)


@dataclass(frozen=True)
class Line:
    """One curve of a panel."""

    label: str
    colour: str
    value: Callable[[Second], float]


@dataclass(frozen=True)
class Panel:
    """Curves with a common scale."""

    title: str
    height: int
    lines: tuple[Line, ...]
    limits: tuple[tuple[str, float], ...] = ()
    only_answered: bool = False


def draw(report: LoadReport) -> str:
    """Return the SVG; a run without a second gives one that says so."""
    panels, seconds = _panels(report), report.run.aggregator.seconds
    height = TOP + sum(panel.height + GAP for panel in panels)
    body = [svg.heading(_title(report), LEFT)]
    top = TOP
    for panel in panels:
        body += _panel(panel, seconds, top)
        top += panel.height + GAP
    body += _stages(seconds, height - GAP)
    return svg.document(_title(report), height, STYLE, body)


def _title(report: LoadReport) -> str:
    where = report.run.where
    return f"{report.verdict}: {report.run.profile.name} on {where.environment}, run {where.run_id}"


def _panels(report: LoadReport) -> list[Panel]:
    is_open = report.run.profile.is_open
    limits = tuple(dict.fromkeys((str(gate), gate.limit) for gate in report.run.profile.gates if gate.is_percentile))
    return [
        Panel(
            "response time, ms",
            200,
            (
                Line("p50", "#7aa6d8", lambda s: s.p50),
                Line("p95", "#1f5fa8", lambda s: s.p95),
                Line("p99", "#7b4fa3", lambda s: s.p99),
                *([Line("p95 from sending", "#8a8f99", lambda s: s.sent_p95)] if is_open else []),
            ),
            limits,
            only_answered=True,
        ),
        *([_rates(), _waiting()] if is_open else [_rate(), _users()]),
        Panel(
            "errors and throttled",
            70,
            (Line("failed", "#c22", lambda s: float(s.failed)), Line("429", "#d98a00", lambda s: float(s.throttled))),
        ),
    ]


def _rate() -> Panel:
    return Panel("requests a second", 90, (Line("rate", "#2b8a5a", lambda s: s.rate),))


def _users() -> Panel:
    wanted = Line("wanted", "#b9bfca", lambda s: float(s.wanted))
    return Panel("users", 90, (wanted, Line("running", "#555e70", lambda s: float(s.users))))


def _rates() -> Panel:
    due = Line("due", "#b9bfca", lambda s: s.due_rate or 0.0)
    return Panel("requests a second", 90, (due, Line("answered", "#2b8a5a", lambda s: s.rate)))


def _waiting() -> Panel:
    waiting = Line("waiting", "#555e70", lambda s: float(s.users))
    late = Line("not in time", "#c22", lambda s: float(s.not_in_time))
    return Panel("waiting for an answer, and not sent in time", 90, (waiting, late))


def _x(at: float, seconds: Sequence[Second]) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * at / max(seconds[-1].at, 1.0)


def _panel(panel: Panel, seconds: Sequence[Second], top: int) -> list[str]:
    bottom = top + panel.height
    highest = max(
        [line.value(second) for line in panel.lines for second in seconds] + [v for _, v in panel.limits] + [1.0]
    )
    highest *= 1.08

    def y(value: float) -> float:
        return bottom - panel.height * value / highest

    parts = _plateau(seconds, top, panel.height)
    parts.append(f'<text x="{LEFT}" y="{top - 6}">{panel.title}</text>')
    parts += [
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.4g}</text>'
        for value in (0.0, highest / 2, highest)
    ]
    for label, limit in panel.limits:
        parts.append(f'<line class="gate" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(limit):.1f}" y2="{y(limit):.1f}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{y(limit) + 4:.1f}">{escape(label)}</text>')
    # Where nothing was answered there is no response time: not zero.
    shown = [second for second in seconds if second.p50 or not panel.only_answered]
    for row, line in enumerate(panel.lines):
        points = " ".join(f"{_x(second.at, seconds):.1f},{y(line.value(second)):.1f}" for second in shown)
        parts.append(f'<polyline points="{points}" stroke="{line.colour}"/>')
        label_y = bottom - 4 - 16 * row
        parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{label_y}" style="fill:{line.colour}">{line.label}</text>')
    return parts


def _plateau(seconds: Sequence[Second], top: int, height: int) -> list[str]:
    return [
        f'<rect class="plateau" x="{_x(s.at - s.width, seconds):.1f}" y="{top}" '
        f'width="{_x(s.at, seconds) - _x(s.at - s.width, seconds):.2f}" height="{height}"/>'
        for s in seconds
        if s.on_plateau
    ]


def _stages(seconds: Sequence[Second], bottom: int) -> list[str]:
    if not seconds:
        return [f'<text x="{LEFT}" y="44">nothing was measured</text>']
    parts, seen = [], ""
    for second in seconds:
        if second.stage != seen:
            seen = second.stage
            x = _x(second.at - second.width, seconds)
            parts.append(f'<line class="stage" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 26}" y2="{bottom}"/>')
            parts.append(f'<text x="{x + 4:.1f}" y="{TOP - 18}" style="fill:#778">{escape(seen)}</text>')
    end = seconds[-1].at
    return [*parts, f'<text x="{_x(end, seconds):.1f}" y="{bottom + 16}" text-anchor="end">{end:.0f} s</text>']
