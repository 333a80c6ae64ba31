"""Provisional verdict: what a run's folder says as long as there is no other, for the case that its process dies."""

from contextlib import suppress

from servio_verify.environments.model import Environment
from servio_verify.judgement.conclusion import unchecked
from servio_verify.judgement.findings import Findings
from servio_verify.results.model import Attestation, Cause, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run

KIND = "no verdict"
TEXT = "The run ended without a verdict: its process died"


def write(environment: Environment, run: Run, attestation: Attestation | None = None) -> None:
    """Write INVALID into the run's folder, with what is known so far; the real verdict replaces it."""
    findings = Findings(environment, attestation=attestation or Attestation())
    result = unchecked(findings, run, Verdict.INVALID, TEXT, {})
    cause = Cause(verdict=Verdict.INVALID, kind=KIND, text=TEXT)
    result = result.model_copy(update={"causes": (cause,), "reasons": (TEXT,)})
    with suppress(OSError):  # a full disk: the end says so
        result.write(run.folder / files.VERDICT)


def withdraw(run: Run) -> None:
    """Remove it: the run ended in order, and pytest's own exit code says how."""
    (run.folder / files.VERDICT).unlink(missing_ok=True)


def is_provisional(result: Result) -> bool:
    """Return whether this is what a run that died left."""
    return any(cause.kind == KIND for cause in result.causes)
