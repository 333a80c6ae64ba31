"""Conclusion: a judged run as a `Result`."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from servio_verify.judgement.findings import Findings, Judgement
from servio_verify.results.counts import counts
from servio_verify.results.model import Cause, Fingerprint, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import Run
from servio_verify.run.identity import started_at as began

PACKAGES = ("servio-verify", "pytest", "playwright", "httpx")
"""Whose versions a result names."""


LEFT_SHOWN = 5
"""Things on the target that are named; the journals name all."""


@dataclass(frozen=True)
class Aftermath:
    """What is left of a run: on the target, and known about it."""

    left_on_target: Sequence[str]
    swept: int
    fingerprint: Fingerprint
    browsers: Mapping[str, str]
    notes: Sequence[str]


def conclude(
    found: Findings, judged: Judgement, run: Run, aftermath: Aftermath, timings: Mapping[str, float]
) -> Result:
    """Return the result of a run that is over."""
    head = _head(found, run, judged.verdict, judged.causes)
    head["versions"] |= aftermath.browsers
    return Result(
        **head,
        **counts(found.ledger),
        attestation=found.attestation,
        outages=judged.outages,
        not_covered=judged.not_covered,
        notes=(*judged.notes, *aftermath.notes, *_left(aftermath.left_on_target)),
        detectors=tuple(found.detectors),
        ledger=tuple(found.ledger),
        timings=dict(timings),
        left_on_target=len(aftermath.left_on_target),
        swept=aftermath.swept,
        fingerprint=aftermath.fingerprint,
    )


def _left(things: Sequence[str]) -> Iterator[str]:
    if things:
        more = f" and {len(things) - LEFT_SHOWN} more" if len(things) > LEFT_SHOWN else ""
        yield f"may be left on the target: {', '.join(things[:LEFT_SHOWN])}{more}"


def unchecked(found: Findings, run: Run, verdict: Verdict, reason: str, timings: Mapping[str, float]) -> Result:
    """Return the result of a run that could not begin."""
    cause = Cause(verdict=verdict, kind="not begun", text=f"nothing was checked: {reason}")
    return Result(**_head(found, run, verdict, [cause]), attestation=found.attestation, timings=dict(timings))


class _Head(TypedDict):
    """The members that every result has, also of a run that could not begin."""

    verdict: Verdict
    exit_code: int
    reasons: tuple[str, ...]
    causes: tuple[Cause, ...]
    environment: str
    web_url: str
    api_url: str
    run: str
    started: datetime
    ended: datetime
    folder: Path
    versions: dict[str, str]


def _head(found: Findings, run: Run, verdict: Verdict, causes: Sequence[Cause]) -> _Head:
    environment = found.environment
    return {
        "verdict": verdict,
        "exit_code": verdict.exit_code,
        "reasons": tuple(map(str, causes)),
        "causes": tuple(causes),
        "environment": environment.name,
        "web_url": environment.web_origin or "",
        "api_url": environment.api_origin or "",
        "run": run.id,
        "started": began(run.id),
        "ended": datetime.now(UTC),
        "folder": Path(os.path.relpath(run.folder)),
        "versions": {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    }
