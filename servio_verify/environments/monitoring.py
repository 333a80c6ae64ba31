"""Settings of monitoring: which sources beside the checks are asked, and whether what they say decides."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from servio_verify.environments import origins
from servio_verify.environments.fields import Reason, excuse

SLACK_SECONDS = 0.4
"""What a source may take beyond the time of its answers."""


def address_of_site(text: str) -> str:
    """Return the address of the API of a site of Datadog, else raise ValueError.

    A site is written as Datadog writes it (`datadoghq.eu`), or as the address of its API.
    """
    if "://" not in text:
        return origins.origin(f"https://api.{text.removeprefix('app.').removeprefix('api.')}")
    address = origins.origin(text)
    if address.startswith("http:") and not origins.is_loopback(address.removeprefix("http://").partition(":")[0]):
        raise ValueError(f"{text!r} would send the keys in the clear; write the site, like datadoghq.eu")
    return address


def tag(text: str) -> str:
    """Return a tag as Datadog has it (`env:staging`), else raise ValueError."""
    if not text.strip() or "," in text:
        raise ValueError(f"{text!r} is no tag; write it like env:staging")
    return text.strip().lower()


def address_of_sentry(text: str) -> str:
    """Return the address of a Sentry, else raise ValueError."""
    address = origins.origin(text)
    if address.startswith("http:") and not origins.is_loopback(address.removeprefix("http://").partition(":")[0]):
        raise ValueError(f"{text!r} would send the token in the clear; write it with https://")
    return address


def slug(text: str) -> str:
    """Return the name of an organization or a project as Sentry's addresses have it, else raise ValueError."""
    if not re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,99}", text):
        raise ValueError(f"{text!r} is no name; write it as Sentry's addresses have it, like servio-web")
    return text


def form_of_release(text: str) -> str:
    """Return the form of a release's name, else raise ValueError."""
    if "{build}" not in text or '"' in text:
        raise ValueError(f"{text!r} does not say where the build stands; write it like servio-api@{{build}}")
    return text


def api_path(text: str) -> str:
    """Return a path of the API, else raise ValueError."""
    if not re.fullmatch(r"/[^?#\s\"*]*", text):
        raise ValueError(f"{text!r} is no path; write it from the API's origin, like /api/v1/throw")
    return text


Slug = Annotated[str, AfterValidator(slug)]
Tags = tuple[Annotated[str, AfterValidator(tag)], ...]


class SourceSettings(BaseModel):
    """What every source has. A source is asked where its table stands in the environment's file."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False
    )

    decides: bool = Field(False, description="is what it says a reason for NO-GO (true), or a note (false)?")
    seconds: float = Field(2.5, ge=0.5, le=60, description="seconds that one answer of it may take")

    @property
    def patience(self) -> float:
        """Seconds that all its answers may take when the checks are over."""
        return self.seconds + SLACK_SECONDS


class LateSettings(SourceSettings):
    """A source that knows of an event only some time after it."""

    wait: float = Field(0.0, ge=0, le=600, description="seconds to wait for what it does not know yet")

    @property
    def patience(self) -> float:
        """Seconds that all its answers may take when the checks are over."""
        return super().patience + self.wait


class DatadogSettings(SourceSettings):
    """Which monitors are asked for; the keys are DATADOG_API_KEY and DATADOG_APP_KEY."""

    site: Annotated[str, AfterValidator(address_of_site)] = Field(
        "https://api.datadoghq.com", description="the site of Datadog, such as datadoghq.eu"
    )
    tags: Tags = Field((), description="tags that a monitor must have (default: env:NAME of the environment)")
    service: str | None = Field(None, description="only monitors that have the tag service:NAME too")
    scope: Tags = Field((), description="tags that a monitor's own query must be limited to")


class SentrySettings(LateSettings):
    """Which projects are asked for new issues; the token is SENTRY_AUTH_TOKEN."""

    organization: Slug = Field(description="the organization's name in Sentry's addresses")
    projects: Annotated[tuple[Slug, ...], Field(min_length=1)] = Field(
        description="names of the projects that Servio reports to; of the pages' first"
    )
    url: Annotated[str, AfterValidator(address_of_sentry)] = Field(
        "https://sentry.io", description="where Sentry is, if it is one of your own"
    )
    wait: float = Field(20.0, ge=0, le=600, description="seconds to wait for the marked error of the run")
    api_error: Annotated[str, AfterValidator(api_path)] | None = Field(
        None, description="a path of the API that throws on purpose, from its origin"
    )
    release: Annotated[str, AfterValidator(form_of_release)] | None = Field(
        None, description="name of a release, with {build} in it (default: what the pages say)"
    )


class BalancerSettings(LateSettings):
    """What the load balancer answered, minute by minute."""

    tolerated: int = Field(0, ge=0, description="answers of 5xx in the time of a run that are borne with")


class LogSettings(LateSettings):
    """Which lines of the log group are errors."""

    pattern: str | None = Field(None, min_length=1, max_length=1024, description="CloudWatch's filter pattern")
    noise: dict[Annotated[str, AfterValidator(excuse)], Reason] = Field(
        default_factory=dict, description="lines that are known: a pattern, and the reason to bear with them"
    )


class FlagSettings(SourceSettings):
    """What the flags have besides."""

    against: str | None = Field(
        None, min_length=1, description="the environment that its flags are held against, asked with that one's key"
    )
    pinned: dict[Annotated[str, Field(min_length=1)], bool] = Field(
        default_factory=dict, description="what the suite's pages are told of a flag: NAME = true (on) or false (off)"
    )


class RetentionSettings(SourceSettings):
    """How old things may be; the address is DATABASE_URL, and `[retention]` of the facts file names the table."""

    oldest_order_days: float = Field(8.0, gt=0, description="days that the oldest order may be old")
    cleaned_hours: float = Field(26.0, gt=0, description="hours since the last clean-up that left nothing")


class MonitoringSettings(BaseModel):
    """The tables `[monitoring.NAME]` of an environment's file, by the name of a source (`servio_verify.monitoring`)."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    sentry: SentrySettings | None = Field(None, description="new issues of Sentry")
    datadog: DatadogSettings | None = Field(None, description="monitors of Datadog")
    balancer: BalancerSettings | None = Field(None, description="what the load balancer answered, by CloudWatch")
    tasks: SourceSettings | None = Field(None, description="tasks that ECS started anew")
    logs: LogSettings | None = Field(None, description="error lines of the log group")
    flags: FlagSettings | None = Field(None, description="feature flags, before and after the checks")
    retention: RetentionSettings | None = Field(None, description="old orders, and the clean-up that deletes them")

    @property
    def api_error(self) -> str | None:
        """The path of the API that throws on purpose, so that its error can be looked for."""
        return self.sentry.api_error if self.sentry else None

    @property
    def wanted(self) -> dict[str, SourceSettings]:
        """The settings of every source that is to be asked, by its name."""
        named = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: settings for name, settings in named if settings is not None}

    @property
    def pinned_flags(self) -> dict[str, bool]:
        """The flags that the suite's pages are told otherwise than the flag service says."""
        return self.flags.pinned if self.flags else {}
