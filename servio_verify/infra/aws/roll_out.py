"""Roll-out: while one is under way, what runs is neither the old build nor the new one."""

from collections.abc import Mapping
from typing import Any

from servio_verify.infra.aws.errors import CallError

IN_PROGRESS = "IN_PROGRESS"
_STATES = {"STABILIZING": IN_PROGRESS, "STEADY_STATE": "COMPLETED"}


def deployments_of(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the deployments of a service; where CodeDeploy rolls out, they are called task sets."""
    return service["deployments"] or [
        {
            **each,
            "rolloutState": _STATES.get(each.get("stabilityStatus", "")),
            "desiredCount": each.get("computedDesiredCount", 0),
        }
        for each in service.get("taskSets", [])
    ]


def steady(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the service where no roll-out is under way. Raises CallError that says what to wait for."""
    for deployment in deployments_of(service):
        is_of_codedeploy = "computedDesiredCount" in deployment  # it keeps the old tasks for a while
        is_primary = deployment["status"] == "PRIMARY"
        if (is_primary and deployment.get("rolloutState") == IN_PROGRESS) or (is_of_codedeploy and not is_primary):
            progress = f"{deployment['runningCount']} of {deployment['desiredCount']} new tasks run"
            definition = deployment["taskDefinition"].rpartition("/")[2]
            raise CallError(
                f"a roll-out of {definition if is_primary else 'CodeDeploy'} is under way"
                f" ({progress if is_primary else 'two task sets'}): wait until it is over, then run again"
            )
    return service
