"""Findings of a run, and the judgement made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servio_verify.environments.model import Environment
from servio_verify.failures.failure import Failure
from servio_verify.judgement.quarantine import Exempt
from servio_verify.monitoring.reading import Readings
from servio_verify.results.model import Attestation, Cause, Detector, Entry, Outage
from servio_verify.results.sample import Sample
from servio_verify.results.verdict import Verdict
from servio_verify.target.described.other_api import Elsewhere


@dataclass(frozen=True)
class Findings:
    """What a run found, not yet judged."""

    environment: Environment
    attestation: Attestation = field(default_factory=Attestation)
    build_problems: Sequence[str] = ()
    ledger: Sequence[Entry] = ()
    failures: Sequence[Failure] = ()
    samples: Sequence[Sample] = ()
    detectors: Sequence[Detector] = ()
    braked: str | None = None
    left_aside: Sequence[str] = ()
    exempt: Sequence[Exempt] = ()
    cold_starts: Sequence[str] = ()
    not_covered: Sequence[str] = ()
    elsewhere: Elsewhere | None = None
    """Another API than the one under test that all pages asked."""

    signed_in: frozenset[str] = frozenset()
    """Keyed digests of the accounts that signed in during the run (`run.sign_ins`)."""

    passwords_in_doubt: Mapping[str, str] = field(default_factory=dict)
    """E-mails of accounts whose very password never signed in there, in this run or before, and its setting."""
    not_looked_at: Sequence[str] = ()
    readings: Readings = field(default_factory=Readings)
    """What others saw in the time of the run."""

    faults: str = ""
    """Names of the faults that a proof put before the target, on purpose."""

    rehearsal: bool = False
    """Whether the target has a defect on purpose (`--fault`, or of a proof): such a run is compared with no other."""


@dataclass(frozen=True)
class Judgement:
    """The verdict, its causes in order of weight, and what it leaves open."""

    verdict: Verdict
    causes: tuple[Cause, ...]
    outages: tuple[Outage, ...] = ()
    not_covered: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
