"""Waits until both origins answer, or says in one line what was tried and seen."""

import threading
import time
from dataclasses import dataclass, field

import httpx

from servio_verify.environments import proxies
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Tell

PROBE_SECONDS = 6.0
"""How long one look at an origin may take, name resolution included: the load balancer waits 5 s for `/health`."""

SINGLE_PROBE_SECONDS = 4.0
"""The same where there is only one look: a dead host shall cost 5 s in all."""

GATEWAY_ERRORS = (502, 503, 504)
"""Answers of a load balancer that has no healthy task behind it: the target is down, not wrong."""


@dataclass
class Sighting:
    """What was seen last at one address."""

    url: str
    seen: str = "no answer yet"
    status: int | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        return f"{self.url} {self.seen}"


@dataclass(frozen=True)
class Origin:
    """The two addresses that an origin is looked at: its health, and its first page."""

    health: Sighting
    root: Sighting

    @property
    def is_ready(self) -> bool:
        """Whether its health is as promised."""
        return self.health.status == httpx.codes.OK

    @property
    def is_down(self) -> bool:
        """Whether nothing but a gateway answers. A health that hangs beside a page that answers is wrong, not down."""
        status = self.health.status or self.root.status
        return status is None or status in GATEWAY_ERRORS


class TargetDownError(InconclusiveError):
    """An origin stayed down."""


def wait_for_target(environment: Environment, wait: float, tell: Tell) -> None:
    """Return when both origins' `/health` answered 200.

    Waits `wait` seconds for that (0: one look) and hands each sighting to `tell`. An origin that answers
    then, but wrongly, is not down: the checks shall say what is wrong. Raises TargetDownError where one stays down.
    """
    started = time.monotonic()
    looks: list[list[Origin]] = []

    def ready() -> bool:
        urls = (environment.web_url, environment.api_url)
        looks.append(_look_at(urls, PROBE_SECONDS if wait else SINGLE_PROBE_SECONDS))
        seen = ", ".join(str(origin.health) for origin in looks[-1])
        tell(f"{time.monotonic() - started:.0f} of {wait:.0f} s, {seen}")
        return all(origin.is_ready for origin in looks[-1])

    wait_until(ready, wait, every=0.5)
    down = [str(origin.health) for origin in looks[-1] if origin.is_down]
    if down:
        raise TargetDownError(f"{environment.name} is down after {time.monotonic() - started:.0f} s: {', '.join(down)}")


def _look_at(urls: tuple[str, ...], seconds: float) -> list[Origin]:
    # Threads, because name resolution knows no time-out; daemons, so that none can hold the process.
    origins = [Origin(Sighting(f"{url}/health"), Sighting(f"{url}/")) for url in urls]
    sightings = [sighting for origin in origins for sighting in (origin.health, origin.root)]
    for sighting in sightings:
        threading.Thread(target=_look, args=(sighting, seconds), daemon=True).start()
    deadline = time.monotonic() + seconds
    for origin in origins:
        if not origin.health.done.wait(max(0.0, deadline - time.monotonic())):
            origin.health.seen = f"no answer within {seconds:.0f} s"
        if origin.health.status is None:
            origin.root.done.wait(max(0.0, deadline - time.monotonic()))
    return origins


def _look(sighting: Sighting, seconds: float) -> None:
    try:
        # Whether it is up is the question here; whether its certificate can be trusted is a check of its own.
        answer = httpx.get(sighting.url, verify=False, timeout=seconds)  # noqa: S501
        sighting.seen = f"answered {answer.status_code}"
        sighting.status = answer.status_code
    except httpx.HTTPError as error:
        sighting.seen = f"{type(error).__name__}: {error}{proxies.proxy_note(sighting.url)}"
    finally:
        sighting.done.set()
