"""Notes of the proof's page: why checks that catch nothing stay, and what differs on other targets."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from selftest.proof import targets
from servio_verify.proof.matrix.model import Matrix
from servio_verify.proof.matrix.worth import worths

SECOND_LINES = Path(__file__).with_name("second_lines.toml")
UNPROVED = Path(__file__).with_name("unproved.toml")


def sections(matrix: Matrix) -> str:
    """Return what follows the document."""
    return "\n\n".join([*_unproved(), *_idle(matrix), *_targets()]) + "\n"


def unproved() -> dict[str, str]:
    """Return the reasons why faults have no row yet, by `source: fault`."""
    return tomllib.loads(UNPROVED.read_text(encoding="utf-8"))


def idle(matrix: Matrix) -> list[str]:
    """Return the checks that catch no fault of the proof."""
    return [worth.check for worth in worths(matrix) if worth.catches_nothing]


def why_they_stay() -> dict[str, str]:
    """Return the reasons that are written down, by check."""
    return tomllib.loads(SECOND_LINES.read_text(encoding="utf-8"))


def _unproved() -> Iterator[str]:
    if reasons := unproved():
        lines = [f"- {name}: {reason}" for name, reason in reasons.items()]
        yield "\n".join([f"## Not proved yet ({len(reasons)})", "", *lines])


def _idle(matrix: Matrix) -> Iterator[str]:
    if checks := idle(matrix):
        lines = [f"- `{check}`: {why_they_stay().get(check, 'it has no reason yet')}" for check in checks]
        yield "\n".join(["## Why checks stay that catch nothing here", "", *lines])


def _targets() -> Iterator[str]:
    found = targets.kept()
    if not found:
        return
    yield "## The proxy's faults on other targets"
    for target, told in found.items():
        lines = [
            f"**{told.title}**, {told.made[:16].replace('T', ' ')} (UTC) by suite {told.commit}: {told.rows} rows, "
            f"{len(told.differ)} of them end otherwise than before the sandbox.",
        ]
        if told.differ:
            lines += ["", "| fault | sandbox | here | why |", "|---|---|---|---|"]
        lines += [f"| {row.fault} | {row.here} | {row.there} | {targets.why(target, row)} |" for row in told.differ]
        yield "\n".join(lines)
