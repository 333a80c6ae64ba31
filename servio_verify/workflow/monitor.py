"""What the controller watches around the checks: which build answers, and how the target is meanwhile."""

import time
from collections import Counter
from collections.abc import Sequence

from servio_verify.environments.model import Environment
from servio_verify.judgement.ledger import tier_of
from servio_verify.results.model import Detector, Look
from servio_verify.results.sample import Sample
from servio_verify.run.abort import request_abort
from servio_verify.run.identity import Run
from servio_verify.run.progress import Progress
from servio_verify.target import attestation, health_sampler
from servio_verify.target.health_sampler import Sampler
from servio_verify.workflow.self_test import SelfProof


class Watch:
    """One for each run. `timings` are seconds."""

    def __init__(self, run: Run) -> None:
        self.looks: list[Look] = []
        self.samples: Sequence[Sample] = ()
        self.detectors: tuple[Detector, ...] = ()
        self.timings: dict[str, float] = {"attestation": 0.0}
        self._run = run
        self._proof = SelfProof()
        self._sampler: Sampler | None = None
        self._tiers: list[str] = []

    def begin(self, environment: Environment, expected: str | None, wait: float) -> None:
        """Attest the build and begin to sample. Raises OtherBuildError."""
        started = time.monotonic()
        with Progress(f"attesting the build of {environment.name}") as progress:
            self.looks.append(attestation.await_build(environment, expected, wait, progress.tell))
        self.timings["attestation"] += time.monotonic() - started
        if problems := attestation.problems(environment, expected, self.looks):
            raise attestation.OtherBuildError("; ".join(problems))
        self._sampler = Sampler(environment, lambda reason: request_abort(self._run.folder, reason))
        self._sampler.start()

    def enter(self, environment: Environment, check: str) -> None:
        """Look at the build again where a check is of a tier that had none before it."""
        tier = tier_of(check)
        if self._tiers and tier not in self._tiers:
            self._look(environment, "between tiers")
        self._tiers.append(tier)

    def end(self, environment: Environment, *, hastily: bool = False) -> None:
        """Stop sampling, look at the build for the last time, and collect what the detectors proved.

        Hastily, where nothing is going to be judged: only stop.
        """
        if self._sampler is not None:
            self.samples = self._sampler.stop()
        if hastily:
            return
        if self._sampler is not None:
            self.timings["sampler_cpu"] = self._sampler.cpu_seconds
            health_sampler.write(self.samples, self._run.folder)
            shares = {place: dict(Counter(health_sampler.builds_seen(self.samples, place))) for place in ("web", "api")}
            self.looks.append(Look(when="during", **shares))
            self._look(environment, "end")
        self.detectors = self._proof.results()
        self.timings["self_proof"] = self._proof.seconds

    def _look(self, environment: Environment, when: str) -> None:
        started = time.monotonic()
        self.looks.append(attestation.look(environment, when))
        self.timings["attestation"] += time.monotonic() - started
