"""Looks at the target's health and readiness each second of a run, from one place, beside the checks."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from servio_verify.api import build_source, health
from servio_verify.environments.model import Environment
from servio_verify.results.sample import Sample
from servio_verify.run import files
from servio_verify.target.health_cache import HealthCache
from servio_verify.target.probe import Answer, fresh_connections, probe

EVERY = 1.0
ABORT_SECONDS = 10.0
"""How long readiness may be lost until the run is aborted."""

STOP_SECONDS = 0.5
READY = "ready"
OK, NOT_FOUND = 200, 404


def trouble(samples: Sequence[Sample]) -> str | None:
    """Return why nothing can be said about the target's health; None where something can."""
    return None if samples else "not one look at the target's health was taken"


def read(answer: Answer, place: str, origin: str, source: str | None) -> list[Sample]:
    """Return what an answer of health or readiness says: of its origin, and of each dependency that it names.

    Readiness that does not answer at all says nothing of its own: that is for the origin's health to say.
    """
    if place == READY and (answer.response is None or answer.status == NOT_FOUND):
        return []
    named = health.dependencies(answer.response) if answer.response is not None else {}
    broken = {name for name, status in named.items() if status.lower() not in health.GOOD}
    down = "" if broken else answer.down or _not_promised(answer, place)
    seen = f"down ({down})" if down else "up"
    if answer.who:  # nothing is known of Servio then, neither that it is up nor that it is down
        down, seen = answer.who, f"not reached ({answer.who})"
    build = build_source.read(source, answer.response) if answer.response is not None and not down else None
    return [
        Sample(answer.at, place, origin, not down, seen, build, dict(answer.times)),
        *(Sample(answer.at, place, name, name not in broken, "not ready", None) for name in named),
    ]


def _not_promised(answer: Answer, place: str) -> str:
    """Return how an answer of health is not the promised one; readiness may say by its status what it names."""
    if answer.response is not None and answer.response.is_success and health.is_page(answer.response):
        return f"answered {answer.status} with a page"
    return "" if place == READY or answer.status == OK else f"answered {answer.status}"


class Sampler:
    """Threads that sample until stopped. `abort` is called once, when readiness has been lost for too long."""

    def __init__(self, environment: Environment, abort: Callable[[str], None]) -> None:
        self.samples: list[Sample] = []
        self.cpu_seconds = 0.0
        self.caches = HealthCache()
        self._source = None if (environment.build or "").startswith("asset:") else environment.build
        self._abort: Callable[[str], None] | None = abort
        self._lost: dict[tuple[str, str], float] = {}
        self._well: set[tuple[str, str]] = set()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._client = fresh_connections(health.SECONDS)
        lanes = (
            ("web", f"{environment.web_url}/health", "the web app"),
            ("api", f"{environment.api_url}/health", "the API"),
            (READY, f"{environment.api_url}/ready", "readiness"),
        )
        self._threads = [threading.Thread(target=self._sample, args=lane, daemon=True) for lane in lanes]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[Sample]:
        """End, and return the samples in the order of time; a look that hangs is not waited for."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_SECONDS)
        with self._lock:
            return sorted(self.samples, key=lambda sample: sample.at)

    def _sample(self, place: str, url: str, origin: str) -> None:
        while not self._stop.is_set():
            started = time.monotonic()
            answer = probe(self._client, url)
            found = read(answer, place, origin, self._source)
            with self._lock:
                self.samples += found
                if place != READY:
                    self.caches.note(origin, answer)
            for sample in found:
                self._mind(sample)
            if place == READY and answer.status == NOT_FOUND:
                break  # readiness is optional
            self._stop.wait(max(0.0, EVERY - (time.monotonic() - started)))
        with self._lock:
            self.cpu_seconds += time.thread_time()

    def _mind(self, sample: Sample) -> None:
        with self._lock:
            if sample.well:
                self._well.add(sample.key)
                self._lost.pop(sample.key, None)
                return
            since = self._lost.setdefault(sample.key, sample.at)
            too_long = sample.key in self._well and time.time() - since >= ABORT_SECONDS
            abort, self._abort = (self._abort, None) if too_long else (None, self._abort)
        if abort:
            abort(f"{sample.subject} {sample.seen} for {ABORT_SECONDS:.0f} s: the run was stopped")


def write(samples: Sequence[Sample], folder: Path) -> None:
    """Keep the samples as evidence, a line each."""
    (folder / files.SAMPLES).write_text(
        "".join(f"{json.dumps(asdict(sample))}\n" for sample in samples), encoding="utf-8"
    )


def builds_seen(samples: Sequence[Sample], place: str) -> Iterator[str]:
    """Yield the builds that health named during the run."""
    yield from (sample.build for sample in samples if sample.place == place and sample.build)
