"""Answers of AWS as it documents them, for settings that Terraform here does not make."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.services import alb, ecs, elasticache
from servio_verify.infra.aws.settings import AwsSettings

NOW = datetime.now(UTC)


class Told:
    """An account that gives these answers, by the operation."""

    names = AwsSettings.of("staging", {"region": "us-east-1"})

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def ask(self, _: str, operation: str, **parameters: Any) -> Any:
        """Return the answer; a function makes it of what is asked."""
        answer = self._answers[operation]
        return answer(parameters) if callable(answer) else answer


def account(**answers: Any) -> Aws:
    return cast("Aws", Told(**answers))


@pytest.mark.parametrize(
    ("more", "password"),
    [({}, False), ({"AuthTokenEnabled": True}, True), ({"AuthTokenEnabled": False, "UserGroupIds": ["servio"]}, True)],
)
def test_user_groups_are_as_good_as_a_password(more: dict[str, Any], password: bool) -> None:
    group = {"Status": "available", "MemberClusters": ["one"], **more}
    told = account(describe_replication_groups={"ReplicationGroups": [group]})
    assert elasticache._group(told)["password"] is password


def test_every_certificate_of_port_443_counts() -> None:
    def described(asked: dict[str, Any]) -> Any:
        first = asked["CertificateArn"] == "web"
        days, host = (200, "staging.servio.com") if first else (-3, "api.staging.servio.com")
        status = "ISSUED" if first else "EXPIRED"
        told = {"Status": status, "NotAfter": NOW + timedelta(days=days, hours=1), "DomainName": host}
        return {"Certificate": told}

    default, other = {"CertificateArn": "web"}, {"CertificateArn": "api"}
    listener = {"Port": 443, "Protocol": "HTTPS", "ListenerArn": "https", "Certificates": [default]}
    told = account(
        describe_load_balancers={"LoadBalancers": [{"LoadBalancerArn": "it"}]},
        describe_listeners={"Listeners": [listener]},
        describe_listener_certificates={"Certificates": [default, other]},
        describe_certificate=described,
    )
    assert alb._certificate(told) == {
        "certificate_status": "EXPIRED, ISSUED",
        "certificate_days": -3,
        "certificate_names": ("api.staging.servio.com", "staging.servio.com"),
    }


@pytest.mark.parametrize(
    ("placed", "launch_type"),
    [
        ({"launchType": "EC2"}, "EC2"),
        ({"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]}, "FARGATE"),
        (
            {
                "capacityProviderStrategy": [
                    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
                    {"capacityProvider": "FARGATE", "base": 1},
                    {"capacityProvider": "nobody", "weight": 0, "base": 0},
                ]
            },
            "FARGATE, FARGATE_SPOT",
        ),
        ({}, None),
    ],
)
def test_a_capacity_provider_says_where_tasks_are_placed(placed: dict[str, Any], launch_type: str | None) -> None:
    service = {"status": "ACTIVE", "desiredCount": 2, "taskDefinition": "a/servio:1", **placed}
    assert ecs._service(account(describe_services={"services": [service]}))["launch_type"] == launch_type
