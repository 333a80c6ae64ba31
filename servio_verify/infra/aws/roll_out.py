"""Roll-out: while one is under way, what runs is neither the old build nor the new one."""

from collections.abc import Mapping
from typing import Any

from servio_verify.infra.aws.errors import CallError

IN_PROGRESS = "IN_PROGRESS"


def steady(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the service where no roll-out is under way. Raises CallError that says what to wait for."""
    for deployment in service["deployments"]:
        if deployment["status"] == "PRIMARY" and deployment.get("rolloutState") == IN_PROGRESS:
            progress = f"{deployment['runningCount']} of {deployment['desiredCount']} new tasks run"
            definition = deployment["taskDefinition"].rpartition("/")[2]
            raise CallError(
                f"a roll-out of {definition} is under way ({progress}): wait until it is over, then run again"
            )
    return service
