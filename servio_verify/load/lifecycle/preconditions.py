"""Preconditions of a load run: permissions."""

from servio_verify.environments import permissions
from servio_verify.environments.layout.tables import API
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action
from servio_verify.load.lifecycle.errors import NotStartedError
from servio_verify.load.plan.profile import JOURNEYS, Profile


def refuse(environment: Environment, profile: Profile, host: str | None) -> None:
    """Raise RefusedError or NotStartedError where this load may not go to this environment."""
    permissions.refuse(environment, Action.RUN_LOAD)
    if host and host.rstrip("/") != environment.web_origin:
        target = environment.web_origin or "the sandbox that it starts"
        raise NotStartedError(f"--host {host} is not the web app of {environment.name!r}: load goes to {target} only")
    for journey in profile.journeys:
        path = JOURNEYS[journey].partition(" ")[2].removeprefix(API)
        if setting := environment.resources.missing(path):
            raise NotStartedError(f"profile {profile.name!r} needs {path}, and {environment.name!r} says {setting}")
    if "sign_in" in profile.journeys and environment.totp_secret:
        raise NotStartedError(
            f"profile {profile.name!r} signs in under load, and {environment.name!r} has a second factor: "
            "a code is good for one sign-in; take a profile without sign_in"
        )
    if profile.writes and (reason := permissions.refusal(environment, Action.WRITE_UNDER_LOAD)):
        raise NotStartedError(f"profile {profile.name!r} signs in and orders, and {reason}")
