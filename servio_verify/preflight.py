"""Waits until both origins answer, or says in one line what was tried and seen."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from servio_verify.environment import Environment
from servio_verify.polling import wait_until

PROBE_SECONDS = 3.5
"""How long one look at an origin may take, name resolution and a hanging port included."""

GATEWAY_ERRORS = (502, 503, 504)
"""Answers of a load balancer that has no healthy task behind it: the target is down, not wrong."""


@dataclass
class Sighting:
    """What was seen last at one origin."""

    url: str
    seen: str = "no answer yet"
    ready: bool = False
    answered: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        return f"{self.url} {self.seen}"


class TargetDownError(Exception):
    """An origin stayed down; the text is the one line to show."""


def wait_for_target(environment: Environment, wait: float, tell: Callable[[str], None]) -> None:
    """Return when both origins' `/health` answered 200.

    Waits `wait` seconds for that (0: one look) and hands each sighting to `tell`. An origin that answers
    then, but wrongly, is not down: the checks shall say what is wrong. Raises TargetDownError where one stays down.
    """
    started = time.monotonic()
    looks: list[list[Sighting]] = []

    def ready() -> bool:
        looks.append(_look_at([f"{environment.web_url}/health", f"{environment.api_url}/health"]))
        tell(f"{time.monotonic() - started:.0f} of {wait:.0f} s, " + ", ".join(map(str, looks[-1])))
        return all(sighting.ready for sighting in looks[-1])

    wait_until(ready, wait, every=0.5)
    down = [sighting for sighting in looks[-1] if not sighting.answered]
    if down:
        raise TargetDownError(
            f"{environment.name} is down after {time.monotonic() - started:.0f} s: {', '.join(map(str, down))}"
        )


def _look_at(urls: list[str]) -> list[Sighting]:
    # Threads, because name resolution knows no time-out; daemons, so that none can hold the process.
    sightings = [Sighting(url) for url in urls]
    for sighting in sightings:
        threading.Thread(target=_look, args=(sighting,), daemon=True).start()
    deadline = time.monotonic() + PROBE_SECONDS
    for sighting in sightings:
        if not sighting.done.wait(max(0.0, deadline - time.monotonic())):
            sighting.seen = f"no answer within {PROBE_SECONDS} s"
    return sightings


def _look(sighting: Sighting) -> None:
    try:
        # Whether it is up is the question here; whether its certificate can be trusted is a check of its own.
        answer = httpx.get(sighting.url, verify=False, timeout=PROBE_SECONDS - 0.5)  # noqa: S501
        sighting.seen = f"answered {answer.status_code}"
        sighting.ready = answer.status_code == httpx.codes.OK
        sighting.answered = answer.status_code not in GATEWAY_ERRORS
    except httpx.HTTPError as error:
        sighting.seen = f"{type(error).__name__}: {error}"
    finally:
        sighting.done.set()
