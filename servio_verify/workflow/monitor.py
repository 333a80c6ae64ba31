"""Monitor of a run: which build answers, and how the target is meanwhile."""

import json
import time
from collections import Counter
from collections.abc import Sequence

from servio_verify.environments.model import Environment
from servio_verify.environments.tier import Tier
from servio_verify.results.model import Attestation, Detector
from servio_verify.results.named_build import Look, NamedBuild
from servio_verify.results.sample import Sample
from servio_verify.run import alarm, files
from servio_verify.run.abort import request_abort
from servio_verify.run.identity import Run
from servio_verify.run.progress import Progress
from servio_verify.target import health_sampler
from servio_verify.target.builds import attestation, first_answers, stray_builds
from servio_verify.target.health_sampler import Sampler
from servio_verify.target.origins import Sightings
from servio_verify.traffic import build_source, builds_seen
from servio_verify.workflow.self_test import SelfTest


class RunMonitor:
    """One for each run. `timings` are seconds."""

    def __init__(self, run: Run, expected_build: str | None) -> None:
        self.samples: Sequence[Sample] = ()
        self.detectors: tuple[Detector, ...] = ()
        self.timings: dict[str, float] = {"attestation": 0.0}
        self.build_problems: Sequence[str] = ()
        self.cold_starts: Sequence[str] = ()
        self.not_covered: Sequence[str] = ()
        self._run = run
        self._expected = expected_build
        self._looks: list[Look] = []
        self._spread: tuple[str, ...] = ()
        self._named: tuple[NamedBuild, ...] = ()
        self._self_test: SelfTest | None = None
        self._sampler: Sampler | None = None
        self._tiers: set[Tier | None] = set()

    def start_self_test(self) -> None:
        """Begin to prove the detectors, beside the start of the run."""
        self._self_test = SelfTest()

    def begin(self, environment: Environment, wait: float, first: Sightings) -> None:
        """Attest the build and begin to sample; `first` is what was seen before. Raises OtherBuildError."""
        started = time.monotonic()
        with Progress(f"attesting the build of {environment.name}") as progress:
            look, self._spread = attestation.await_build(environment, self._expected, wait, progress.tell, first)
            self._looks.append(look)
        self.timings["attestation"] += time.monotonic() - started
        if problems := attestation.problems(environment, self._expected, self._looks):
            raise attestation.OtherBuildError("; ".join(problems))
        builds = {None, *self._looks[0].web, *self._looks[0].api}  # another one was that of before a roll-out
        earlier = first.statuses(lambda answer: build_source.read(environment.build, answer) in builds)
        self.cold_starts = first_answers.cold_starts(environment, earlier)
        builds_seen.follow(environment)  # what was fetched before counts for nothing: a roll-out may have been awaited
        folder = self._run.folder
        self._sampler = Sampler(environment, lambda reason: request_abort(folder, reason), lambda: alarm.last(folder))
        self._sampler.start()

    def enter(self, environment: Environment, check: str) -> None:
        """Look at the build again where a check is of a tier that had none before it."""
        tier = Tier.of(check)
        if self._tiers and tier not in self._tiers:
            self._look(environment, "between tiers")
        self._tiers.add(tier)

    def end(self, environment: Environment) -> None:
        """Stop sampling, look at the build for the last time, and collect what the detectors proved."""
        self.stop_sampling()
        if self._sampler is not None:
            self.timings["sampler_cpu"] = self._sampler.cpu_seconds
            self.not_covered = self._sampler.caches.lines()
            health_sampler.write(self.samples, self._run.folder)
            shares = {place: dict(Counter(health_sampler.builds_seen(self.samples, place))) for place in ("web", "api")}
            self._looks.append(Look(when="during", **shares))
            self._look(environment, "end")
            self._named = builds_seen.take(self._run.folder)
            rows = [each.model_dump() for each in self._named]
            files.write_atomically(self._run.folder / files.NAMED_BUILDS, json.dumps(rows, indent=1))
        if self._self_test is not None:
            self.detectors = self._self_test.results()
            self.timings["self_proof"] = self._self_test.seconds

    def stop_sampling(self) -> None:
        """Stop, where nothing is going to be judged."""
        if self._sampler is not None:
            self.samples = self._sampler.stop()

    def close(self) -> None:
        """Wait for every thread: one in native code while Python ends would end the process with a crash."""
        self.stop_sampling()
        if self._self_test is not None:
            self._self_test.results()

    def attest(self, environment: Environment) -> Attestation:
        """Return which build answered, and note in `build_problems` why it is not the one to verify."""
        changed = attestation.problems(environment, self._expected, self._looks)
        self.build_problems = changed or stray_builds.strays(self._expected, self._looks, self._named)
        proof = attestation.summarise(environment, self._expected, self._looks, self.build_problems, self._spread)
        return proof.model_copy(update={"named": self._named})

    def _look(self, environment: Environment, when: str) -> None:
        started = time.monotonic()
        self._looks.append(attestation.look(environment, when))
        self.timings["attestation"] += time.monotonic() - started
