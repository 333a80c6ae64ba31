"""Pace that an environment wants: limits that no header announces, and how often its health is looked at."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class _Section(BaseModel):
    """A table of an environment's file; nothing in it that is not named here."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False
    )


class Limits(_Section):
    """Limits that the target keeps without announcing them; all workers of a run keep them together."""

    requests_per_minute: int | None = Field(None, gt=0, description="requests to the API")
    sign_ins_per_minute: int | None = Field(None, gt=0, description="attempts at signing in, also those that fail")


class Watch(_Section):
    """How the target's health is looked at beside the checks (seconds).

    Readiness is slow by default, because a look may cost money; while something fails or is ill it is looked at each
    second (`target.health_sampler`).
    """

    health_every: float = Field(1.0, ge=0.2, le=60, description="from one look at `/health` to the next")
    readiness_every: float = Field(5.0, ge=0.2, le=60, description="the same for `/ready` and for dependencies")
    slowest_dependency: float | None = Field(None, gt=0, description="a dependency that is ok after longer is not ok")


def watched_address(url: str) -> str:
    """Return the URL where a GET may be sent to it, else raise ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http(s) URL; write it like https://auth.example.com/health")
    if parts.username or parts.password:
        raise ValueError("it holds a user name; an address that is watched needs none")
    return url


WatchedAddress = Annotated[str, AfterValidator(watched_address)]
