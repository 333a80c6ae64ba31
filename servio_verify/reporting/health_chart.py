"""Chart of the target's health during a run, as SVG: a row for each subject."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby, pairwise

from servio_verify.failures.failure import Failure
from servio_verify.reporting import svg
from servio_verify.reporting.svg import WIDTH
from servio_verify.results.sample import Sample
from servio_verify.target.health_sampler import QUICK

LEFT, RIGHT, TOP, ROW = 170, 20, 56, 26
WELL, NOT_WELL, FAILED = "#2b8a5a", "#c22", "#7b4fa3"
MOST_MARKS = 300
"""Failed checks that are drawn."""

LONGEST_GAP = 10.0
"""Seconds without a sample from which on nothing is known: a look may take five, and a busy machine be late."""

STYLE = ".unknown{fill:#e6e8ee}.build{stroke:#334;stroke-dasharray:3 3}"


def draw(samples: Sequence[Sample], failures: Sequence[Failure], title: str) -> str:
    """Return the SVG; equal seconds are one span, so that an hour's run stays small."""
    keys = list(dict.fromkeys(sample.key for sample in samples))
    height = TOP + ROW * (len(keys) + 2)
    body = [svg.heading(title, 16)]
    if samples:
        scale = _Scale(samples[0].at, max(samples[-1].at + QUICK, samples[0].at + 1))
        for row, key in enumerate(keys):
            own = [sample for sample in samples if sample.key == key]
            body += _row(own, scale, TOP + ROW * row, keys)
        body += _failures(failures, scale, TOP + ROW * len(keys))
        body += _times(scale, height - 10)
    else:
        body.append('<text x="16" y="44">nothing was sampled</text>')
    return svg.document(title, height, STYLE, body)


class _Scale:
    def __init__(self, since: float, until: float) -> None:
        self.since, self.until = since, until

    def x(self, at: float) -> float:
        at = min(max(at, self.since), self.until)
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - self.since) / (self.until - self.since)


def _row(own: Sequence[Sample], scale: _Scale, top: int, keys: Sequence[tuple[str, str]]) -> list[str]:
    place, subject = own[0].key
    shared = sum(each[1] == subject for each in keys) > 1
    label = f"{subject} ({place})" if shared else subject
    parts = [f'<text x="16" y="{top + 16}">{escape(label[:26])}</text>']
    parts.append(f'<rect class="unknown" x="{LEFT}" y="{top + 3}" width="{WIDTH - LEFT - RIGHT}" height="18"/>')
    for (well, _), members in groupby(_with_ends(own, scale), key=lambda each: (each[0].well, each[0].seen)):
        spans = list(members)
        since, until, first = spans[0][0].at, spans[-1][1], spans[0][0]
        x, width = scale.x(since), max(scale.x(until) - scale.x(since), 1.5)
        ends = f"{_clock(since)} to {_clock(until)} (UTC)"
        parts.append(
            f'<rect x="{x:.1f}" y="{top + 3}" width="{width:.1f}" height="18" fill="{WELL if well else NOT_WELL}">'
            f"<title>{escape(f'{label} {first.seen}, {ends}')}</title></rect>"
        )
    return [*parts, *_builds(own, scale, top)]


def _with_ends(own: Sequence[Sample], scale: _Scale) -> list[tuple[Sample, float]]:
    """Return each sample and until when it speaks: to the next one, unless that is long after it."""
    nexts = [*(sample.at for sample in own[1:]), scale.until]
    return [
        (sample, after if after - sample.at <= LONGEST_GAP else sample.at + QUICK)
        for sample, after in zip(own, nexts, strict=True)
    ]


def _builds(own: Sequence[Sample], scale: _Scale, top: int) -> list[str]:
    named = [sample for sample in own if sample.build]
    changes = [after for before, after in pairwise(named) if before.build != after.build]
    return [
        f'<line class="build" x1="{scale.x(each.at):.1f}" x2="{scale.x(each.at):.1f}" y1="{top}" y2="{top + 24}">'
        f"<title>{escape(f'build {each.build} from {_clock(each.at)} (UTC)')}</title></line>"
        for each in changes[:MOST_MARKS]
    ]


def _failures(failures: Sequence[Failure], scale: _Scale, top: int) -> list[str]:
    if not failures:
        return []
    parts = [f'<text x="16" y="{top + 16}">failed checks</text>']
    for failure in failures[:MOST_MARKS]:
        x = scale.x(failure.since)
        said = f"{failure.check}: {failure.text or failure.exchange}"[:300]
        parts.append(
            f'<rect x="{x:.1f}" y="{top + 3}" width="{max(scale.x(failure.until) - x, 2):.1f}" height="18" '
            f'fill="{FAILED}" fill-opacity="0.6"><title>{escape(said)}</title></rect>'
        )
    return parts


def _times(scale: _Scale, bottom: int) -> list[str]:
    return [
        f'<text x="{LEFT}" y="{bottom}">{_clock(scale.since)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{bottom}" text-anchor="end">{_clock(scale.until)} (UTC)</text>',
    ]


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%H:%M:%S}"
