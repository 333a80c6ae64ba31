"""Service deployment of Amazon ECS that waits at a pause hook, in answers of AWS's own shape.

ministack 1.5.33 knows no service deployments. What is answered here is held against botocore's model of ECS, member by
member, so that a stand-in that drifts from AWS is an error of the test.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel
from botocore.validate import validate_parameters

from selftest.support.aws.front import Front, Instead, digest_of
from selftest.support.aws.made import IMAGE

ARN = "arn:aws:ecs:us-east-1:000000000000"
SERVICE = "servio-staging/servio-staging-app"
DEPLOYMENT = "NCWGC2ZR-taawPAYrIaU5"
HOOK = "ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw"
LAMBDA = f"{ARN.replace(':ecs:', ':lambda:')}:function:smoke"
BUILD = IMAGE.rpartition(":")[2]
DIGEST = digest_of(IMAGE)
JSON = "application/x-amz-json-1.1"
WHO = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult>"


class RefusedError(Exception):
    """An error of ECS: its code, and its words."""


@dataclass
class PausedEcs:
    """One service deployment, and what it was told (`sent`)."""

    status: str = "IN_PROGRESS"
    hook: dict[str, Any] = field(default_factory=dict)
    more_hooks: list[dict[str, Any]] = field(default_factory=list)
    definition: str = f"{ARN}:task-definition/servio-staging-app:8"
    image: dict[str, Any] = field(default_factory=dict)
    rollback: dict[str, Any] = field(default_factory=dict)
    known: bool = True
    name: str = DEPLOYMENT
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ends = datetime.now(UTC) + timedelta(minutes=20)
        self.hook = {"hookId": HOOK, "targetType": "PAUSE", "status": "AWAITING_ACTION", "expiresAt": ends}
        self.hook["timeoutAction"] = "ROLLBACK"
        self.image = {"containerName": "app", "image": IMAGE, "imageDigest": DIGEST}

    @property
    def arn(self) -> str:
        """Its name, whole."""
        return f"{ARN}:service-deployment/{SERVICE}/{self.name}"

    def tell(self, action: str) -> None:
        """Do what the hook is answered, whoever answers it."""
        self.hook["status"] = "SUCCEEDED"
        if action == "ROLLBACK":
            self.status = "ROLLBACK_IN_PROGRESS"
            self.rollback = {"reason": "The hook was answered ROLLBACK.", "startedAt": datetime.now(UTC)}

    def list_service_deployments(self, asked: dict[str, Any]) -> dict[str, Any]:
        told = {"serviceDeploymentArn": self.arn, "status": self.status}
        return {"serviceDeployments": [told] if self.status in asked["status"] else []}

    def describe_service_deployments(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not self.known or self.arn not in asked["serviceDeploymentArns"]:
            failures = [{"arn": arn, "reason": "MISSING"} for arn in asked["serviceDeploymentArns"]]
            return {"serviceDeployments": [], "failures": failures}
        told = {
            "serviceDeploymentArn": self.arn,
            "clusterArn": f"{ARN}:cluster/servio-staging",
            "status": self.status,
            "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
            "targetServiceRevision": {"arn": f"{ARN}:service-revision/{SERVICE}/4980306466373577095"},
            "lifecycleHookDetails": [self.hook, *self.more_hooks],
        }
        return {"serviceDeployments": [told | ({"rollback": self.rollback} if self.rollback else {})], "failures": []}

    def describe_service_revisions(self, asked: dict[str, Any]) -> dict[str, Any]:
        side = {"containerName": "log", "image": "log:1", "imageDigest": digest_of("log:1")}
        told = {"taskDefinition": self.definition, "containerImages": [side, self.image]}
        return {"serviceRevisions": [{"serviceRevisionArn": arn, **told} for arn in asked["serviceRevisionArns"]]}

    def continue_service_deployment(self, asked: dict[str, Any]) -> dict[str, Any]:
        action = asked.get("action", "no action, which ECS takes for CONTINUE")
        waits = self.status == "IN_PROGRESS" and self.hook["status"] == "AWAITING_ACTION"
        if asked["hookId"] != self.hook["hookId"] or not waits:
            raise RefusedError("InvalidParameterException", "The hook does not wait for an action.")
        self.sent.append((asked["hookId"], action))
        self.tell(action)
        return {"serviceDeploymentArn": self.arn}

    def stand_before(self, front: Front) -> None:
        """Answer there."""
        who = (200, "text/xml", f"{WHO}</GetCallerIdentityResponse>".encode())
        front.instead = {"GetCallerIdentity": lambda _: who}
        for operation in (
            self.list_service_deployments,
            self.describe_service_deployments,
            self.describe_service_revisions,
            self.continue_service_deployment,
        ):
            name = "".join(part.title() for part in operation.__name__.split("_"))
            front.instead[name] = _spoken(name, operation)


@cache
def model() -> ServiceModel:
    """Return botocore's model of ECS."""
    return botocore.session.get_session().get_service_model("ecs")


def _spoken(name: str, operation: Callable[[dict[str, Any]], dict[str, Any]]) -> Instead:
    def answer(body: bytes) -> tuple[int, str, bytes]:
        asked = json.loads(body)
        try:
            told = operation(asked)
        except RefusedError as error:
            code, words = error.args
            return 400, JSON, json.dumps({"__type": code, "message": words}).encode()
        validate_parameters(told, model().operation_model(name).output_shape)
        return 200, JSON, json.dumps(told, default=datetime.timestamp).encode()

    return answer
