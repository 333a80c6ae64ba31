"""Writes a judged run down as a `Result`."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from servio_verify.judgement.findings import Findings, Judgement
from servio_verify.results.counts import counts
from servio_verify.results.model import Cause, Fingerprint, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import Run
from servio_verify.run.identity import started_at as began
from servio_verify.target import attestation

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
    browsers: Mapping[str, str] = field(default_factory=dict)
    renewed: int = 0


def conclude(
    found: Findings, judged: Judgement, run: Run, aftermath: Aftermath, timings: Mapping[str, float]
) -> Result:
    """Return the result of a run that is over."""
    head = _head(found, run, judged.verdict, judged.causes)
    return Result(
        **head | {"versions": {**head["versions"], **aftermath.browsers}},
        **counts(found.ledger),
        attestation=attestation.summarise(found.environment, found.expected_build, found.looks),
        outages=judged.outages,
        not_covered=judged.not_covered,
        notes=(*judged.notes, *_renewed(aftermath.renewed), *_left(aftermath.left_on_target)),
        detectors=tuple(found.detectors),
        ledger=tuple(found.ledger),
        timings=dict(timings),
        left_on_target=len(aftermath.left_on_target),
        swept=aftermath.swept,
        fingerprint=aftermath.fingerprint,
    )


def _renewed(times: int) -> Iterator[str]:
    if times:
        yield f"the suite's session had ended and was renewed {times} time{'s' if times > 1 else ''}"


def _left(things: Sequence[str]) -> Iterator[str]:
    if things:
        more = f" and {len(things) - LEFT_SHOWN} more" if len(things) > LEFT_SHOWN else ""
        yield f"may be left on the target: {', '.join(things[:LEFT_SHOWN])}{more}"


def unchecked(found: Findings, run: Run, verdict: Verdict, reason: str, timings: Mapping[str, float]) -> Result:
    """Return the result of a run that could not begin."""
    cause = Cause(verdict=verdict, kind="not begun", text=f"{reason}; nothing was checked")
    proof = attestation.summarise(found.environment, found.expected_build, found.looks)
    return Result(**_head(found, run, verdict, [cause]), attestation=proof, timings=dict(timings))


def _head(found: Findings, run: Run, verdict: Verdict, causes: Sequence[Cause]) -> dict[str, Any]:
    environment = found.environment
    return {
        "verdict": verdict,
        "exit_code": verdict.exit_code,
        "reasons": tuple(map(str, causes)),
        "causes": tuple(causes),
        "environment": environment.name,
        "web_url": environment.web_url,
        "api_url": environment.api_url,
        "run": run.id,
        "started": began(run.id),
        "ended": datetime.now(UTC),
        "folder": Path(os.path.relpath(run.folder)),
        "versions": {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    }
