"""The hand-over of a read environment to other processes of the run."""

import json
from collections.abc import Mapping, MutableMapping

from servio_verify.environments.model import Environment

HANDED = "SERVIO_HANDED_ENVIRONMENT"


def overrides(addresses: Mapping[str, str]) -> dict[str, str]:
    """Return these keys of an environment as variables of the process environment."""
    return {f"SERVIO_{key.upper()}": value for key, value in addresses.items()}


def handing_over(environment: Environment) -> dict[str, str]:
    """Return the variable that hands an environment to a process of the same run, which then reads no settings."""
    return {HANDED: json.dumps(environment.to_settings())}


def handed_over(process: MutableMapping[str, str]) -> Environment | None:
    """Return the environment that the run which started this process has read, taking it out of the variables."""
    settings = process.pop(HANDED, "")
    return Environment.from_settings(json.loads(settings)) if settings else None
