"""Settings of monitoring: which sources beside the checks are asked, and whether what they say decides."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from servio_verify.environments import fields
from servio_verify.environments.fields import Reason

SLACK_SECONDS = 0.4
"""What a source may take beyond the time of its answers."""


def address_of_site(text: str) -> str:
    """Return the address of the API of a site of Datadog, else raise ValueError.

    A site is written as Datadog writes it (`datadoghq.eu`), or as the address of its API.
    """
    if "://" not in text:
        return fields.origin(f"https://api.{text.removeprefix('app.').removeprefix('api.')}")
    address = fields.origin(text)
    if address.startswith("http:") and not fields.is_loopback(address.removeprefix("http://").partition(":")[0]):
        raise ValueError(f"{text!r} would send the keys in the clear; write the site, like datadoghq.eu")
    return address


def tag(text: str) -> str:
    """Return a tag as Datadog has it (`env:staging`), else raise ValueError."""
    if not text.strip() or "," in text:
        raise ValueError(f"{text!r} is no tag; write it like env:staging")
    return text.strip().lower()


Tags = tuple[Annotated[str, AfterValidator(tag)], ...]


class SourceSettings(BaseModel):
    """What every source has. A source is asked where its table stands in the environment's file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

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


class BalancerSettings(LateSettings):
    """What the load balancer answered, minute by minute."""

    tolerated: int = Field(0, ge=0, description="answers of 5xx in the time of a run that are borne with")


class LogSettings(LateSettings):
    """Which lines of the log group are errors."""

    pattern: str | None = Field(None, min_length=1, max_length=1024, description="CloudWatch's filter pattern")
    noise: dict[Annotated[str, AfterValidator(fields.excuse)], Reason] = Field(
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


class MonitoringSettings(BaseModel):
    """The tables `[monitoring.NAME]` of an environment's file, by the name of a source (`servio_verify.monitoring`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    sentry: SourceSettings | None = Field(None, description="new issues of Sentry")
    datadog: DatadogSettings | None = Field(None, description="monitors of Datadog")
    balancer: BalancerSettings | None = Field(None, description="what the load balancer answered, by CloudWatch")
    tasks: SourceSettings | None = Field(None, description="tasks that ECS started anew")
    logs: LogSettings | None = Field(None, description="error lines of the log group")
    flags: FlagSettings | None = Field(None, description="feature flags, before and after the checks")

    @property
    def wanted(self) -> dict[str, SourceSettings]:
        """The settings of every source that is to be asked, by its name."""
        named = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: settings for name, settings in named if settings is not None}

    @property
    def pinned_flags(self) -> dict[str, bool]:
        """The flags that the suite's pages are told otherwise than the flag service says."""
        return self.flags.pinned if self.flags else {}
