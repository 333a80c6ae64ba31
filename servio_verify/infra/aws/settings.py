"""Table `[aws]` of a facts file: the account, and how things are called there."""

import difflib
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from servio_verify.environments.layers.mistakes import SettingsError


class AwsSettings(BaseModel):
    """Where an environment is in AWS. Names are made of `servio-ENVIRONMENT` where the file says no other."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="the region, such as us-east-1")
    account: str | None = Field(None, pattern=r"^\d{12}$", description="the account's 12 digits")
    profile: str | None = Field(None, description="the profile of ~/.aws/config (default: what AWS_PROFILE says)")
    cluster: str = Field(min_length=1, description="the ECS cluster")
    service: str = Field(min_length=1, description="the ECS service")
    container: str = Field("app", min_length=1, description="the container that is Servio")
    database: str = Field(min_length=1, description="the RDS instance")
    cache: str = Field(min_length=1, description="the ElastiCache replication group")
    balancer: str = Field(min_length=1, description="the application load balancer")
    target_group: str = Field(min_length=1, description="its target group")
    log_group: str = Field(min_length=1, description="the log group of the tasks")
    secrets_prefix: str = Field(min_length=1, description="what the names of the secrets begin with")
    alarms_prefix: str = Field(min_length=1, description="what the names of the alarms begin with")

    @classmethod
    def of(cls, environment: str, told: Mapping[str, Any]) -> Self:
        """Return what the environment's table says. Raises SettingsError in one line for a mistake in it."""
        try:
            return cls.model_validate(_names(f"servio-{environment}") | dict(told))
        except ValidationError as error:
            raise SettingsError(f"environments/{environment}.facts.toml: [aws] {_mistake(error)}") from None


def _names(name: str) -> dict[str, Any]:
    return {
        "cluster": name,
        "service": f"{name}-app",
        "database": f"{name}-db",
        "cache": f"{name}-redis",
        "balancer": f"{name}-alb",
        "target_group": f"{name}-tg",
        "log_group": f"{name}-app",
        "secrets_prefix": f"{name}/",
        "alarms_prefix": f"{name}-",
    }


def _mistake(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0])
    field = AwsSettings.model_fields.get(key)
    if field is None:
        near = difflib.get_close_matches(key, AwsSettings.model_fields, n=1, cutoff=0)[0]
        return f"{key} is no key of it; did you mean {near}?"
    if first["type"] == "missing":
        return f"{key} is missing: {field.description}"
    return f"{key} must be a text in quotes, {field.description}; it is {first['input']!r}"
