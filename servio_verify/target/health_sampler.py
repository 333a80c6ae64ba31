"""Looks at the target's health and readiness all through a run, from one place, beside the checks.

Health is looked at each second, readiness and dependencies more slowly, because a look may cost money. When a check
has just failed, or something is ill, all of it is looked at each second.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from servio_verify.api import health
from servio_verify.environments.model import Environment
from servio_verify.results.sample import DEPENDENCY, Sample
from servio_verify.run import files
from servio_verify.target.health_cache import HealthCache
from servio_verify.target.probe import Answer, fresh_connections, probe
from servio_verify.traffic import build_source

QUICK = 1.0
TICK = 0.2
ALARMED_SECONDS = 10.0
"""How long looks are quick after something failed."""

ABORT_SECONDS = 10.0
"""How long readiness may be lost until the run is aborted."""

STOP_SECONDS = 0.5
READY = "ready"
OK, NOT_FOUND, TOO_MANY_REQUESTS = 200, 404, 429


def trouble(samples: Sequence[Sample]) -> str | None:
    """Return why nothing can be said about the target's health; None where something can."""
    return None if samples else "not one look at the target's health was taken"


def read(
    answer: Answer, place: str, origin: str, source: str | None, slowest: float | None = None, *, told: bool = False
) -> list[Sample]:
    """Return what an answer of health or readiness says: of its origin, and of each dependency that it names.

    Readiness that does not answer at all says nothing of its own: that is for the origin's health to say. `told`: it
    has said how it is before, so that a page in its place is no way to have none.
    """
    if place == DEPENDENCY:
        return [_of_dependency(answer, origin, slowest)]
    if place == READY and (answer.response is None or _is_closed(answer, told=told)):
        return []
    named = health.dependencies(answer.response) if answer.response is not None else {}
    broken = health.broken_dependencies(answer.response, slowest) if answer.response is not None else {}
    down = "" if broken else answer.down or _not_promised(answer, place)
    seen = f"down ({down})" if down else "up"
    if answer.who:  # nothing is known of Servio then, neither that it is up nor that it is down
        down, seen = answer.who, f"not reached ({answer.who})"
    build = build_source.read(source, answer.response) if answer.response is not None and not down else None
    return [
        Sample(answer.at, place, origin, not down, seen, build, dict(answer.times)),
        *(Sample(answer.at, place, name, name not in broken, "not ready", None) for name in named),
    ]


def _is_closed(answer: Answer, *, told: bool) -> bool:
    """Whether readiness is not there, or not for us; what somebody else says of it proves neither."""
    if told and answer.status == OK:
        return False
    closed = answer.response is not None and health.is_closed(answer.response)
    return closed and (not answer.who or answer.status == NOT_FOUND)


def _not_promised(answer: Answer, place: str) -> str:
    """Return how an answer of health is not the promised one; readiness may say by its status what it names."""
    if answer.response is not None and answer.response.is_success and health.is_page(answer.response):
        return f"answered {answer.status} with a page"
    return "" if place == READY or answer.status == OK else f"answered {answer.status}"


def _of_dependency(answer: Answer, name: str, slowest: float | None) -> Sample:
    """Return how a dependency with an address of its own is: ill where it errs, throttles or is too slow."""
    milliseconds = answer.times.get("first_byte", 0.0)
    ill = answer.error
    if answer.status is not None and (answer.status >= 500 or answer.status == TOO_MANY_REQUESTS):
        ill = f"answered {answer.status}"
    elif slowest is not None and milliseconds > slowest * 1000:
        ill = f"answered after {milliseconds / 1000:.1f} s"
    return Sample(answer.at, DEPENDENCY, name, not ill, f"down ({ill})" if ill else "up", None, dict(answer.times))


class Sampler:
    """Threads that sample until stopped. `abort` is called once, when readiness has been lost for too long."""

    def __init__(
        self, environment: Environment, abort: Callable[[str], None], alarm: Callable[[], float] = lambda: 0.0
    ) -> None:
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
        self._alarm = alarm
        watch = environment.watch
        self._slowest = watch.slowest_dependency
        lanes = (
            ("web", environment.web_url + environment.paths.health, "the web app", watch.health_every),
            ("api", environment.api_url + environment.paths.health, "the API", watch.health_every),
            (READY, environment.api_url + environment.paths.ready, "readiness", watch.readiness_every),
            *((DEPENDENCY, url, name, watch.readiness_every) for name, url in environment.dependencies.items()),
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

    def _sample(self, place: str, url: str, origin: str, every: float) -> None:
        told = False
        while not self._stop.is_set():
            started = time.monotonic()
            answer = probe(self._client, url)
            found = read(answer, place, origin, self._source, self._slowest, told=told)
            told = told or any(sample.well for sample in found)
            with self._lock:
                self.samples += found
                if place not in (READY, DEPENDENCY):
                    self.caches.note(origin, answer)
            for sample in found:
                self._mind(sample)
            if place == READY and _is_closed(answer, told=told):
                break  # readiness is optional
            self._rest(place, every, started, answer.at)
        with self._lock:
            self.cpu_seconds += time.thread_time()

    def _rest(self, place: str, every: float, started: float, at: float) -> None:
        """Wait until the next look is due; at once where something has failed since the last one (`at`)."""
        while not self._stop.is_set():
            alarm = self._alarm() if every > QUICK else 0.0
            quick = time.time() - alarm < ALARMED_SECONDS or self._is_ill(place)
            pause = TICK if alarm > at else min(every, QUICK) if quick else every
            left = pause - (time.monotonic() - started)
            if left <= 0:
                return
            self._stop.wait(min(left, TICK) if every > QUICK else left)

    def _is_ill(self, place: str) -> bool:
        with self._lock:
            return any(key[0] == place for key in self._lost)

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
