"""Settings of monitoring: which sources beside the checks are asked, and whether what they say decides."""

from pydantic import BaseModel, ConfigDict, Field

SLACK_SECONDS = 0.4
"""What a source may take beyond the time of its answers."""


class SourceSettings(BaseModel):
    """What every source has. A source is asked where its table stands in the environment's file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    decides: bool = Field(False, description="is what it says a reason for NO-GO (true), or a note (false)?")
    seconds: float = Field(2.5, ge=0.5, le=60, description="seconds that one answer of it may take")

    @property
    def patience(self) -> float:
        """Seconds that all its answers may take when the checks are over."""
        return self.seconds + SLACK_SECONDS


class MonitoringSettings(BaseModel):
    """The tables `[monitoring.NAME]` of an environment's file, by the name of a source (`servio_verify.monitoring`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    sentry: SourceSettings | None = Field(None, description="new issues of Sentry")
    datadog: SourceSettings | None = Field(None, description="monitors of Datadog")
    balancer: SourceSettings | None = Field(None, description="what the load balancer answered, by CloudWatch")
    tasks: SourceSettings | None = Field(None, description="tasks that ECS started anew")
    logs: SourceSettings | None = Field(None, description="error lines of the log group")
    flags: SourceSettings | None = Field(None, description="feature flags, before and after the checks")

    @property
    def wanted(self) -> dict[str, SourceSettings]:
        """The settings of every source that is to be asked, by its name."""
        named = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: settings for name, settings in named if settings is not None}
