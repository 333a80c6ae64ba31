"""Answers of AWS as it documents them, for settings that Terraform here does not make."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError
from servio_verify.infra.aws.services import alb, ecs, elasticache, network
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


ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/servio-staging-app:7"


def service(**more: Any) -> dict[str, Any]:
    told = {"status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "pendingCount": 0, "taskDefinition": ARN}
    return {"services": [told | {"deployments": [{"status": "PRIMARY"}], **more}]}


def running(*containers: str) -> Aws:
    """Return an account whose one task runs an agent of GuardDuty beside the container that its definition has."""
    beside = {"name": "aws-guardduty-agent-abc123", "image": "x"}
    task: dict[str, Any] = {"lastStatus": "RUNNING", "taskDefinitionArn": ARN}
    task |= {"containers": [{"name": name, "imageDigest": "sha256:1"} for name in containers] + [beside]}
    return account(
        describe_services=service(),
        list_tasks={"taskArns": ["one"]},
        describe_tasks={"tasks": [task]},
        describe_task_definition={"taskDefinition": {"containerDefinitions": [{"name": name} for name in containers]}},
    )


def test_what_aws_puts_into_a_task_is_not_what_servio_runs() -> None:
    told = ecs._tasks(running("web"))
    assert (told["digests"], told["image_digest"]) == (1, "sha256:1")


def test_without_the_name_of_the_container_no_digest_is_known() -> None:
    told = ecs._tasks(running("web", "datadog-agent"))
    assert "servio-staging-app has no container app" in str(told["digests"])
    assert told["digests"] is told["image_digest"]
    assert told["tasks_of_definition"] == 1


def of_codedeploy(*statuses: str, state: str = "STEADY_STATE") -> Aws:
    sets = [
        {"status": each, "stabilityStatus": state, "computedDesiredCount": 1, "runningCount": 1, "taskDefinition": ARN}
        for each in statuses
    ]
    return account(describe_services=service(deployments=[], taskSets=sets))


def test_a_service_that_codedeploy_rolls_out_has_task_sets() -> None:
    told = ecs._roll_out(of_codedeploy("PRIMARY"))
    assert (told["deployments"], told["roll_out"]) == (1, "COMPLETED")


@pytest.mark.parametrize("told", [of_codedeploy("PRIMARY", "ACTIVE"), of_codedeploy("PRIMARY", state="STABILIZING")])
def test_codedeploy_is_at_it_while_a_second_task_set_is_there(told: Aws) -> None:
    with pytest.raises(CallError, match=r"a roll-out of .* is under way"):
        ecs._roll_out(told)


def test_a_target_group_without_weight_gets_nothing() -> None:
    groups = [{"TargetGroupArn": f"arn/servio-{name}/1", "Weight": weight} for name, weight in (("a", 100), ("b", 0))]
    action = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
    told = account(
        describe_load_balancers={"LoadBalancers": [{"LoadBalancerArn": "it"}]},
        describe_listeners={"Listeners": [{"Port": 443, "Protocol": "HTTPS", "DefaultActions": [action]}]},
    )
    assert alb._listeners(told)["forwards_to"] == "servio-a"


def test_a_certificate_of_iam_is_not_asked_of_acm() -> None:
    of_iam = {"CertificateArn": "arn:aws:iam::123456789012:server-certificate/staging"}
    told = account(
        describe_load_balancers={"LoadBalancers": [{"LoadBalancerArn": "it"}]},
        describe_listeners={"Listeners": [{"Port": 443, "ListenerArn": "it", "Certificates": [of_iam]}]},
        describe_listener_certificates={"Certificates": []},
    )
    with pytest.raises(CallError, match="staging is a certificate of IAM"):
        alb._certificate(told)


def test_tasks_without_a_network_of_their_own_leave_the_rest_known() -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    told = account(
        describe_services=service(),
        describe_load_balancers={"LoadBalancers": [{"SecurityGroups": ["sg-1"], "AvailabilityZones": []}]},
        describe_db_instances={"DBInstances": [{"VpcSecurityGroups": []}]},
        describe_replication_groups={"ReplicationGroups": [{"MemberClusters": ["one"]}]},
        describe_cache_clusters={"CacheClusters": [{"CacheClusterId": "one", "SecurityGroups": []}]},
        describe_security_groups={"SecurityGroups": [{"IpPermissions": [rule]}]},
        describe_subnets={"Subnets": []},
        describe_route_tables={"RouteTables": []},
    )
    with pytest.raises(CallError, match=r"in their machine.s network"):
        network._tasks(told)
    facts = network._balancer(told)
    assert facts["reaches_balancer"] == ("tcp 443 from 0.0.0.0/0",)
    assert "in their machine's network" in str(facts["one_network"])
