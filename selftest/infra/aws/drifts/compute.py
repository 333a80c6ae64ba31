"""Drifts of the service, its tasks and their task definition."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selftest.infra.aws.drifts.drift import Drift, Hand, drift, json_told, there_and_back
from selftest.support.aws.front import Front, digest_of
from selftest.support.aws.made import Aws, in_subnets, task_definition
from selftest.support.aws.sizes import STAGING

NAME = STAGING.name
SERVICE = {"cluster": NAME, "service": f"{NAME}-app"}
GOOD = {
    "minimumHealthyPercent": 100,
    "maximumPercent": 200,
    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
}


def service(agreed: dict[str, Any], **changed: Any) -> Hand:
    return there_and_back(
        lambda aws: aws.ecs.update_service(**SERVICE, **changed),
        lambda aws: aws.ecs.update_service(**SERVICE, **agreed),
    )


def roll_out(**changed: Any) -> Hand:
    return service({"deploymentConfiguration": GOOD}, deploymentConfiguration=GOOD | changed)


def in_other_subnets(kind: str, public: str) -> Hand:
    def update(aws: Aws, kind: str, public: str) -> None:
        subnets = [aws.ids[f"{kind}-0"], aws.ids[f"{kind}-1"]]
        aws.ecs.update_service(**SERVICE, networkConfiguration=in_subnets(subnets, aws.ids["app"], public))

    return there_and_back(lambda aws: update(aws, kind, public), lambda aws: update(aws, "private", "DISABLED"))


def definition(top: dict[str, Any] | None = None, **container: Any) -> Hand:
    """Return a hand that deploys a task definition in which this is another."""

    @contextmanager
    def hand(aws: Aws, _: Front) -> Iterator[None]:
        new = task_definition(aws, STAGING, **container) | (top or {})
        made = aws.ecs.register_task_definition(**new)["taskDefinition"]["taskDefinitionArn"]
        aws.ecs.update_service(**SERVICE, taskDefinition=made)
        try:
            yield
        finally:
            aws.ecs.update_service(**SERVICE, taskDefinition=aws.ids["definition"])

    return hand


def with_variable(name: str, value: str) -> Hand:
    @contextmanager
    def hand(aws: Aws, front: Front) -> Iterator[None]:
        plain = {
            each["name"]: each["value"]
            for each in task_definition(aws, STAGING)["containerDefinitions"][0]["environment"]
        }
        variables = [{"name": key, "value": told} for key, told in (plain | {name: value}).items()]
        with definition(environment=variables)(aws, front):
            yield

    return hand


def without_secret(name: str) -> Hand:
    @contextmanager
    def hand(aws: Aws, front: Front) -> Iterator[None]:
        secrets = task_definition(aws, STAGING)["containerDefinitions"][0]["secrets"]
        with definition(secrets=[each for each in secrets if each["name"] != name])(aws, front):
            yield

    return hand


@contextmanager
def one_task(aws: Aws, _: Front) -> Iterator[None]:
    target = [{"Id": "10.1.2.10", "Port": 3000}]
    aws.ecs.update_service(**SERVICE, desiredCount=1)
    aws.elbv2.deregister_targets(TargetGroupArn=aws.ids["targets"], Targets=target)
    try:
        yield
    finally:
        aws.ecs.update_service(**SERVICE, desiredCount=2)
        aws.elbv2.register_targets(TargetGroupArn=aws.ids["targets"], Targets=target)


def of_service(change: Any) -> Hand:
    return json_told("DescribeServices", lambda told: change(told["services"][0]))


def of_first_task(change: Any) -> Hand:
    return json_told("DescribeTasks", lambda told: change(told["tasks"][0]))


def insights(value: str) -> Any:
    setting = {"name": "containerInsights", "value": value}
    return lambda aws: aws.ecs.update_cluster_settings(cluster=NAME, settings=[setting])


OTHER_LOG = {"logDriver": "awslogs", "options": {"awslogs-group": "other", "awslogs-region": "us-east-1"}}

DRIFTS: list[Drift] = [
    drift(one_task, "ecs.desired", "1", "2"),
    drift(of_service(lambda it: it.update(runningCount=1)), "ecs.running", "1", "ecs.desired, which is 2"),
    drift(of_service(lambda it: it.update(pendingCount=1)), "ecs.pending", "1", "0"),
    drift(
        of_service(lambda it: it["deployments"][0].update(rolloutState="FAILED")),
        "ecs.roll_out",
        "'FAILED'",
        "'COMPLETED'",
    ),
    drift(of_service(lambda it: it["deployments"][0].update(failedTasks=3)), "ecs.failed_tasks", "3", "0"),
    drift(
        of_service(lambda it: it["deployments"].append(it["deployments"][0] | {"status": "ACTIVE"})),
        "ecs.deployments",
        "2",
        "1",
    ),
    drift(of_service(lambda it: it.update(launchType="EC2")), "ecs.launch_type", "'EC2'", "'FARGATE'"),
    drift(roll_out(deploymentCircuitBreaker={"enable": True, "rollback": False}), "ecs.roll_back", "no", "yes"),
    drift(roll_out(deploymentCircuitBreaker={"enable": False, "rollback": True}), "ecs.circuit_breaker", "no", "yes"),
    drift(roll_out(minimumHealthyPercent=50), "ecs.minimum_healthy_percent", "50", "100"),
    drift(roll_out(maximumPercent=150), "ecs.maximum_percent", "150", "200"),
    drift(
        service({"healthCheckGracePeriodSeconds": 60}, healthCheckGracePeriodSeconds=0), "ecs.grace_seconds", "0", "60"
    ),
    drift(service({"enableExecuteCommand": False}, enableExecuteCommand=True), "ecs.remote_commands", "yes", "no"),
    drift(in_other_subnets("private", "ENABLED"), "ecs.public_ip", "yes", "no"),
    drift(
        in_other_subnets("public", "DISABLED"),
        "network.tasks_private",
        "no",
        "yes",
        network__tasks_way_out=("'internet gateway'", "'nat gateway'"),
        network__nat_gateways=("0", "1"),
    ),
    drift(definition({"cpu": "256"}), "ecs.cpu", "256", "512"),
    drift(definition({"memory": "512"}), "ecs.memory", "512", "1024"),
    drift(
        definition({"runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"}}),
        "ecs.architecture",
        "'ARM64'",
        "'X86_64'",
    ),
    drift(
        definition({"taskRoleArn": f"arn:aws:iam::000000000000:role/{NAME}-execution"}), "ecs.task_role", "no", "yes"
    ),
    drift(definition(logConfiguration=OTHER_LOG), "ecs.log_group", "'other'", f"'{NAME}-app'"),
    drift(with_variable("SMTP_PASSWORD", "planted"), "ecs.plain_secrets", "SMTP_PASSWORD", "nothing"),
    drift(with_variable("SEARCH_AT", "https://it:planted@example.com"), "ecs.plain_secrets", "SEARCH_AT", "nothing"),
    drift(with_variable("NODE_ENV", "staging"), "ecs.node_env", "'staging'", "'production'"),
    drift(without_secret("REDIS_URL"), "ecs.secrets", "lacks REDIS_URL", "lacks REDIS_URL"),
    drift(
        of_first_task(lambda it: it["containers"][0].update(imageDigest=digest_of("another"))), "ecs.digests", "2", "1"
    ),
    drift(
        of_first_task(lambda it: it["containers"][0].update(healthStatus="UNHEALTHY")),
        "ecs.unhealthy_containers",
        "1",
        "0",
    ),
    drift(
        of_first_task(lambda it: it.update(platformVersion="1.3.0")), "ecs.task_platform", "'1.3.0, 1.4.0'", "'1.4.0'"
    ),
    drift(
        of_first_task(lambda it: it.update(taskDefinitionArn=f"{NAME}-app:0")),
        "ecs.tasks_of_definition",
        "1",
        "ecs.desired, which is 2",
    ),
    drift(there_and_back(insights("disabled"), insights("enabled")), "ecs.container_insights", "no", "yes"),
]
