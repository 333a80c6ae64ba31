"""Newest verdict of a build, among the runs in a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servio_verify.deployment.decision import decide
from servio_verify.deployment.gate import Decision, Deployed
from servio_verify.deployment.refusals import GateError
from servio_verify.results.build_id import is_same
from servio_verify.results.merge import MergeError, read
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

LOOKED_AT = 50
"""The newest runs that are looked at."""


def decision_of(runs: Path, deployed: Deployed, longest: timedelta) -> Decision:
    """Return what the newest run of this build says; INCONCLUSIVE where none is of it, or not for this deploy.

    A verdict that is older than `longest` says nothing: an earlier deploy of the same build may be meant.
    """
    found = next(_of(runs, deployed), None)
    if found is None:
        why = f"no verdict of build {deployed.build} on {deployed.environment} is here yet"
    elif (age := datetime.now(UTC) - found.ended) > longest:
        why = f"the newest verdict of build {deployed.build} is {int(age.total_seconds() // 60)} minutes old: run again"
    else:
        try:
            return decide(found, deployed)
        except GateError as error:
            why = str(error)
    return Decision(Verdict.INCONCLUSIVE, None, why)


def _of(runs: Path, deployed: Deployed) -> Iterator[Result]:
    """Yield the results that may be of this build, the newest first: also those of runs that named none."""
    folders = sorted((path for path in runs.glob("*") if not path.is_symlink()), key=lambda path: path.name)
    for folder in reversed(folders[-LOOKED_AT:]):
        try:
            result = read(folder / files.VERDICT)
        except MergeError:
            continue
        named = result.attestation.expected or result.attestation.build
        if result.environment == deployed.environment and (named is None or is_same(named, deployed.build)):
            yield result
