"""Preconditions of a load run: permissions, and rate limits that the target announces."""

import ssl
from collections.abc import Mapping

import httpx

from servio_verify.api import connections
from servio_verify.environments import permissions, trust
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle.errors import NotStartedError
from servio_verify.load.plan.profile import Profile
from servio_verify.run.marks import Part

ANSWER_SECONDS = 15.0
LIMIT_WINDOW = 60.0
"""Seconds that an announced `X-RateLimit-Limit` is taken to be for: the API reference counts requests a minute."""


def refuse(environment: Environment, profile: Profile, host: str | None) -> None:
    """Raise RefusedError or NotStartedError where this load may not go to this environment."""
    permissions.refuse(environment, Action.RUN_LOAD)
    if host and host.rstrip("/") != environment.web_origin:
        target = environment.web_origin or "the sandbox that it starts"
        raise NotStartedError(f"--host {host} is not the web app of {environment.name!r}: load goes to {target} only")
    if profile.writes and (reason := permissions.refusal(environment, Action.WRITE_UNDER_LOAD)):
        raise NotStartedError(f"profile {profile.name!r} signs in and orders, and {reason}")


def check_limits(environment: Environment, profile: Profile) -> None:
    """Raise InconclusiveError where the target announces a rate limit that the profile would exceed."""
    if needed := _over_limit(profile, _announced(environment, profile)):
        raise InconclusiveError(needed)


def _announced(environment: Environment, profile: Profile) -> Mapping[str, int]:
    """Return the limits that the target announces where the profile will go."""
    urls = {f"{environment.web_url}/"} if "home" in profile.journeys else set()
    if set(profile.journeys) - {"home"}:
        urls.add(f"{environment.api_url}/api/v1/venues")
    limits = {}
    for url in sorted(urls):
        try:
            with connections.client(Part.LOAD, verify=trust.trust(environment), timeout=ANSWER_SECONDS) as client:
                limit = client.get(url).headers.get("X-RateLimit-Limit", "")
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise InconclusiveError(f"{url}: {type(error).__name__}: {error}") from None
        if limit.isdigit():
            limits[url] = int(limit)
    return limits


def _over_limit(profile: Profile, limits: Mapping[str, int]) -> str | None:
    most = profile.most_in(LIMIT_WINDOW)
    for url, limit in limits.items():
        if most > limit:
            return (
                f"{url} announces X-RateLimit-Limit {limit} (taken as a minute's), and profile {profile.name!r} makes "
                f"up to {most:.0f} requests a minute: raise the limit for this run or choose a lighter profile"
            )
    return None
