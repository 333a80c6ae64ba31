"""Waits until both origins answer, or says in one line what was tried and seen."""

import time
from collections.abc import Sequence

from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.failures.intermediary import is_passing, what_to_do
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Tell
from servio_verify.target.described import other_application
from servio_verify.target.described.swapped import swapped
from servio_verify.target.origins import Origin, Sightings, look_at_origins

PROBE_SECONDS = 6.0
"""How long one look at an origin may take, name resolution included: the load balancer waits 5 s for `/health`."""

SINGLE_PROBE_SECONDS = 4.0
"""The same where there is only one look: a dead host shall cost 5 s in all."""

LASTING_SECONDS = 1.0
"""What is still there after so long, and does not go away by waiting, is not waited for."""


class TargetDownError(InconclusiveError):
    """An origin stayed down."""


class NotServioError(InconclusiveError):
    """Something else than Servio answers: what stands before it, or another application."""


def wait_for_target(environment: Environment, wait: float, tell: Tell) -> Sightings:
    """Return all that was seen, when the health of both origins answered 200.

    Waits `wait` seconds for that (0: one look) and hands each sighting to `tell`. An origin that answers
    then, but wrongly, is not down: the checks shall say what is wrong. Raises TargetDownError where one stays down,
    and NotServioError where it is not Servio that answers, or at the other address; neither is waited for.
    """
    started = time.monotonic()
    looks: list[list[Origin]] = []
    seconds = PROBE_SECONDS if wait else SINGLE_PROBE_SECONDS
    hopeless_since: list[float] = []
    seen = Sightings()

    def decided() -> bool:
        urls = (environment.web_url, environment.api_url)
        looks.append(look_at_origins(urls, environment.paths.health, seconds, seen))
        shown = ", ".join(str(origin.health) for origin in looks[-1])
        tell(f"{time.monotonic() - started:.0f} of {wait:.0f} s, {shown}")
        if _is_ready(looks[-1]):
            return True
        if not _is_hopeless(environment, looks[-1], seconds, seen):
            hopeless_since.clear()
            return all(origin.is_ready for origin in looks[-1])
        hopeless_since.append(time.monotonic())
        return hopeless_since[-1] - hopeless_since[0] >= LASTING_SECONDS

    wait_until(decided, wait, every=0.5)
    origins = looks[-1]
    if _is_ready(origins):
        if line := swapped(environment, origins, seconds, seen):
            raise NotServioError(f"web_url and api_url look swapped\n{line}")
        return _described(environment, origins, seen)
    if line := _intercepted(origins):
        raise NotServioError(line)
    down = [str(origin.health) for origin in origins if origin.is_down]
    if down:
        raise TargetDownError(f"{environment.name} is down after {time.monotonic() - started:.0f} s: {', '.join(down)}")
    return _described(environment, origins, seen)


def _described(environment: Environment, origins: Sequence[Origin], seen: Sightings) -> Sightings:
    """Return what was seen of the Servio that the settings describe; raise NotServioError where it is another one."""
    found = other_application.look(environment, origins, seen)
    if not found.instead:
        return seen
    raise NotServioError(
        f"this is not the Servio that {environment.name!r} describes{found.shown}: set [paths] or web_url, "
        f"see servio-verify doctor --env {environment.name}; {found.instead}\n"
        f"or its web_url and api_url are another application's: {'; '.join(map(str, found.sightings))}"
    )


def _is_ready(origins: Sequence[Origin]) -> bool:
    """Return whether health is well everywhere; a page in its place everywhere may be another application's."""
    return all(origin.is_ready for origin in origins) and not all(origin.shows_a_page for origin in origins)


def _is_hopeless(environment: Environment, origins: Sequence[Origin], seconds: float, seen: Sightings) -> bool:
    """Return whether waiting changes nothing: a gate keeps us out, or another application shows its own page."""
    interceptors = [origin.interceptor for origin in origins if origin.interceptor]
    if interceptors:
        return not all(map(is_passing, interceptors))
    served = all(origin.root.answer is not None and origin.root.answer.is_success for origin in origins[:1])
    return served and bool(other_application.look(environment, origins, seen, seconds).instead)


def _intercepted(origins: Sequence[Origin]) -> str | None:
    """Return who keeps us from which origin, and what gets a run past it."""
    met = [origin for origin in origins if origin.interceptor]
    if not met:
        return None
    who = str(met[0].interceptor)
    more = " and the other origin" if len(met) > 1 and met[0].root.url != met[-1].root.url else ""
    seen = "\n".join(str(sighting) for origin in met for sighting in (origin.health, origin.root))
    return f"{who} at {met[0].root.url.rstrip('/')}{more}: {what_to_do(who)}\n{seen}"
