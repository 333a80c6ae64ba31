"""Preconditions of putting load on a target."""

import os
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from servio_verify.environments import permissions, settings, trust
from servio_verify.environments.model import PRODUCTION_HOSTS, Environment, Tier
from servio_verify.environments.sandbox import Sandbox
from servio_verify.load.lifecycle.errors import NotStartedError, inconclusive
from servio_verify.load.plan.profile import Profile
from servio_verify.target import preflight

LIMIT_WINDOW = 60.0
"""Seconds that an announced `X-RateLimit-Limit` is taken to be for: the API reference counts requests a minute."""


def refuse(environment: Environment, profile: Profile, host: str | None) -> None:
    """Raise NotStartedError where this load may not go to this environment."""
    if reason := environment.refusal(Tier.LOAD):
        raise NotStartedError(reason)
    for url in (environment.web_url, environment.api_url):
        if httpx.URL(url).host in PRODUCTION_HOSTS:
            raise NotStartedError(f"{url} is production: no load goes there")
    if host and host.rstrip("/") != environment.web_url:
        raise NotStartedError(
            f"--host {host} is not the web app of {environment.name!r}: load goes to {environment.web_url} only"
        )
    if profile.writes and not environment.writes:
        raise NotStartedError(
            f"profile {profile.name!r} signs in and orders, and environment {environment.name!r} is read-only"
        )


def start_sandbox(environment: Environment, root: Path) -> tuple[Environment, Sandbox | None]:
    """Start a sandbox where the environment wants one; return the environment with its addresses."""
    if not environment.starts_sandbox:
        return environment, None
    sandbox = Sandbox(environment.sandbox or ())
    try:
        return settings.load(environment.name, root, os.environ | dict(sandbox.settings())), sandbox
    except BaseException:
        sandbox.stop()
        raise


def check_target(environment: Environment, profile: Profile, wait: float, tell: Callable[[str], None]) -> None:
    """Wait until the target is up, then see that it is no production and that its rate limit can hold the profile.

    Raises NotStartedError.
    """
    try:
        preflight.wait_for_target(environment, wait, tell)
        permissions.refuse_undeclared_production(environment)
    except preflight.TargetDownError as error:
        raise inconclusive(str(error)) from None
    except permissions.RefusedError as error:
        raise NotStartedError(str(error)) from None
    if needed := _over_limit(profile, _announced(environment, profile)):
        raise inconclusive(needed)


def _announced(environment: Environment, profile: Profile) -> Mapping[str, int]:
    """Return the limits that the target announces where the profile will go."""
    urls = {f"{environment.web_url}/"} if "home" in profile.journeys else set()
    if set(profile.journeys) - {"home"}:
        urls.add(f"{environment.api_url}/api/v1/venues")
    limits = {}
    for url in sorted(urls):
        try:
            limit = httpx.get(url, verify=trust.trust(environment), timeout=15).headers.get("X-RateLimit-Limit", "")
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise inconclusive(f"{url}: {type(error).__name__}: {error}") from None
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
