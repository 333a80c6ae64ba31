"""Rate limits of the target, announced or declared, held against a profile before its first request."""

import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.load.plan.profile import JOURNEYS, Profile
from servio_verify.run.marks import Part
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import say
from servio_verify.traffic import connections
from servio_verify.traffic.rate_limits import MINUTE, Limit, announced

ANSWER_SECONDS = 15.0

LOOK_AGAIN_SECONDS = 10.0
"""A guessed window that ends this soon is looked at again when the next one has begun: then its length shows."""

ON_WEB = ("home",)
ON_API = tuple(journey for journey in JOURNEYS if journey not in ON_WEB)


@dataclass(frozen=True)
class Held:
    """A limit, who tells it, and the journeys that it counts."""

    limit: Limit
    teller: str
    journeys: tuple[str, ...]

    def most(self, profile: Profile) -> float:
        """Return the most requests that count, in any window as long as the limit's."""
        return profile.most_in(self.limit.window) * profile.share(*self.journeys)

    def factor(self, profile: Profile) -> float:
        """Return by how much the profile must be slower to fit; at most 1 where it fits."""
        return self.most(profile) / self.limit.requests


def within(environment: Environment, profile: Profile, *, fit: bool) -> Profile:
    """Return the profile where it keeps the target's limits; with `fit`, at the pace at which it does.

    Raises InconclusiveError where it would exceed one.
    """
    held = [*_declared(environment), *_announced(environment, profile)]
    tightest = max(held, key=lambda each: each.factor(profile), default=None)
    if tightest is None or tightest.factor(profile) <= 1:
        return profile
    slower = profile.slowed(tightest.factor(profile))
    wanted = f"profile {profile.name!r} makes up to {tightest.most(profile):.0f} there"
    over = f"{tightest.teller} {tightest.limit}, and {wanted}"
    pace = f"{_pause(slower)} instead of {_pause(profile)}"
    if fit:
        say(f"{over}: it runs with {pace}, and is kept as {slower.name!r}")
        return slower
    raise InconclusiveError(f"{over}: it fits with {pace} (--fit-limits runs it so), or raise the limit for this run")


def _declared(environment: Environment) -> Iterator[Held]:
    """Yield what the environment's file says."""
    limits = environment.limits
    if limits.requests_per_minute:
        everything = environment.web_url == environment.api_url
        journeys = tuple(JOURNEYS) if everything else ON_API
        teller = f"{environment.name} declares [limits] requests_per_minute:"
        yield Held(Limit(limits.requests_per_minute, MINUTE, "requests_per_minute"), teller, journeys)
    if limits.sign_ins_per_minute:
        teller = f"{environment.name} declares [limits] sign_ins_per_minute:"
        yield Held(Limit(limits.sign_ins_per_minute, MINUTE, "sign_ins_per_minute"), teller, ("sign_in",))


def _announced(environment: Environment, profile: Profile) -> Iterator[Held]:
    """Yield what the target announces where the profile will go."""
    places = {f"{environment.web_url}/": ON_WEB, environment.api_url + environment.paths.at("/api/v1/venues"): ON_API}
    for url, journeys in places.items():
        if not profile.share(*journeys):
            continue
        counted = tuple(JOURNEYS) if environment.web_url == environment.api_url else journeys
        most = profile.most_in(profile.seconds) * profile.share(*counted)
        for limit in _limits_at(environment, url, most):
            yield Held(limit, f"{url} announces in {limit.header}", counted)


def _limits_at(environment: Environment, url: str, most: float) -> list[Limit]:
    """Return what is announced there; a guessed window that ends soon is looked at again if `most` may be too many."""
    limits = announced(_headers(environment, url), time.time())
    soon = [
        limit.left
        for limit in limits
        if limit.left is not None and limit.left <= LOOK_AGAIN_SECONDS and most > limit.requests
    ]
    if not soon:
        return limits
    wait_until(lambda: False, max(soon) + 0.2)
    return announced(_headers(environment, url), time.time(), fresh=True)


def _headers(environment: Environment, url: str) -> list[tuple[str, str]]:
    try:
        with connections.client(Part.PREFLIGHT, verify=trust.trust(environment), timeout=ANSWER_SECONDS) as client:
            return list(client.get(url).headers.multi_items())
    except (httpx.HTTPError, ssl.SSLError) as error:
        raise InconclusiveError(f"{url}: {type(error).__name__}: {error}") from None


def _pause(profile: Profile) -> str:
    return f"think = {profile.think:g}" if profile.think is not None else f"pace = {profile.pace:g}"
