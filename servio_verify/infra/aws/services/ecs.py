"""ECS: the service, its roll-out, the tasks that run and what they are started with."""

from typing import Any

from servio_verify.environments.layers.keys import DEPLOYMENT_SECRETS
from servio_verify.infra.aws.account import Answer, Aws
from servio_verify.infra.aws.errors import CallError, NotThereError, asking_for
from servio_verify.infra.aws.parts import EXISTS, Part, number, on, source_of_parts
from servio_verify.infra.aws.roll_out import deployments_of, steady
from servio_verify.infra.configuration.rules.secret_values import looks_secret
from servio_verify.infra.facts import Unread
from servio_verify.infra.source import Read

_DESCRIBED_AT_ONCE = 100
"""Tasks that one DescribeTasks takes."""

SERVICE = {
    EXISTS: "whether the service is there and active",
    "desired": "number of tasks that are wanted",
    "launch_type": "FARGATE or EC2; else the capacity providers that tasks are placed on",
    "platform_version": "Fargate's platform version that the service asks for",
    "public_ip": "whether tasks get a public address",
    "circuit_breaker": "whether a roll-out whose tasks do not come up is given up",
    "roll_back": "whether ECS then brings back what ran before",
    "minimum_healthy_percent": "tasks that stay up during a roll-out, in percent of those wanted",
    "maximum_percent": "tasks that may run during a roll-out, in percent of those wanted",
    "grace_seconds": "seconds after its start for which a task's failed health checks do not count",
    "remote_commands": "whether people may open a shell in a task (ECS Exec)",
    "task_definition": "family and revision of the task definition that is rolled out",
}
ROLL_OUT = {
    "roll_out": "state of the roll-out: COMPLETED or FAILED; while one is under way it cannot be told",
    "deployments": "number of task definitions that the service runs at once",
    "failed_tasks": "number of tasks that did not come up in this roll-out",
    "running": "number of tasks that run",
    "pending": "number of tasks that are being started",
}
TASKS = {
    "image_digest": "digest of the image that runs, as sha256:…; several where tasks run different ones",
    "digests": "number of different images that run",
    "tasks_of_definition": "number of running tasks that were started with the service's task definition",
    "task_platform": "Fargate's platform version that tasks run on",
    "unhealthy_containers": "number of containers whose own health check fails",
}
DEFINITION = {
    "image": "image that tasks are started with",
    "image_tag": "tag of that image",
    "cpu": "CPU units of a task (1024 are one vCPU)",
    "memory": "memory of a task in MiB",
    "architecture": "CPU architecture of a task",
    "port": "port that the container listens on",
    "task_role": "whether Servio has a role of its own, not that which starts it",
    "log_group": "log group that the container writes to",
    "environment": "names of the plain environment variables; their values are not kept",
    "secrets": "names of the environment variables that come from Secrets Manager",
    "plain_secrets": "names of plain environment variables that are secrets, for all to see who may describe it",
    "node_env": "value of the environment variable NODE_ENV",
}
CLUSTER = {"container_insights": "whether the cluster measures its containers"}


def service_of(aws: Aws) -> dict[str, Any]:
    """Return the service, described. Raises CallError, NotThereError."""
    names = aws.names
    with asking_for("ecs", f"ECS service {names.service} in the cluster {names.cluster}"):
        told = aws.ask("ecs", "describe_services", cluster=names.cluster, services=[names.service])
        for each in told["services"]:
            if each["status"] == "ACTIVE":
                service: dict[str, Any] = each
                return service
        raise NotThereError(names.service)


def container_of(aws: Aws) -> dict[str, Any]:
    """Return the container that is Servio, as the service's task definition says it. Raises CallError."""
    containers = definition_of(aws)["containerDefinitions"]
    for each in containers:
        if each["name"] == aws.names.container or not containers[1:]:
            container: dict[str, Any] = each
            return container
    raise CallError(f"{aws.names.service} has no container {aws.names.container}: see container under [aws]")


def definition_of(aws: Aws) -> Answer:
    """Return the task definition that the service runs. Raises CallError, NotThereError."""
    wanted = service_of(aws)["taskDefinition"]
    definition: Answer = aws.ask("ecs", "describe_task_definition", taskDefinition=wanted)["taskDefinition"]
    return definition


def _service(aws: Aws) -> Read:
    service = service_of(aws)
    roll_out = service.get("deploymentConfiguration", {})
    breaker = roll_out.get("deploymentCircuitBreaker", {})
    network = service.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    return {
        EXISTS: True,
        "desired": service["desiredCount"],
        "launch_type": service.get("launchType") or ", ".join(_providers(service)) or None,
        "platform_version": service.get("platformVersion"),
        "public_ip": on(network.get("assignPublicIp")),
        "circuit_breaker": breaker.get("enable", False),
        "roll_back": breaker.get("rollback", False),
        "minimum_healthy_percent": roll_out.get("minimumHealthyPercent"),
        "maximum_percent": roll_out.get("maximumPercent"),
        "grace_seconds": service.get("healthCheckGracePeriodSeconds"),
        "remote_commands": service.get("enableExecuteCommand", False),
        "task_definition": service["taskDefinition"].rpartition("/")[2],
    }


def _providers(service: dict[str, Any]) -> list[str]:
    told = service.get("capacityProviderStrategy", [])
    return sorted(each["capacityProvider"] for each in told if each.get("weight") or each.get("base"))


def _roll_out(aws: Aws) -> Read:
    service = steady(service_of(aws))
    deployments = deployments_of(service)
    primary: dict[str, Any] = next((each for each in deployments if each["status"] == "PRIMARY"), {})
    return {
        "roll_out": primary.get("rolloutState"),
        "deployments": len(deployments),
        "failed_tasks": primary.get("failedTasks", 0),
        "running": service["runningCount"],
        "pending": service["pendingCount"],
    }


def _tasks(aws: Aws) -> Read:
    service, names = steady(service_of(aws)), aws.names
    listed = aws.ask("ecs", "list_tasks", cluster=names.cluster, serviceName=names.service)["taskArns"]
    tasks = []
    for first in range(0, len(listed), _DESCRIBED_AT_ONCE):
        some = listed[first : first + _DESCRIBED_AT_ONCE]
        tasks += aws.ask("ecs", "describe_tasks", cluster=names.cluster, tasks=some)["tasks"]
    running = [task for task in tasks if task["lastStatus"] == "RUNNING"]
    containers = [each for task in running for each in task["containers"]]
    return {
        **_images(aws, containers),
        "tasks_of_definition": sum(task["taskDefinitionArn"] == service["taskDefinition"] for task in running),
        "task_platform": ", ".join(sorted({str(task.get("platformVersion")) for task in running})) or None,
        "unhealthy_containers": sum(each.get("healthStatus") == "UNHEALTHY" for each in containers),
    }


def _images(aws: Aws, containers: list[dict[str, Any]]) -> Read:
    """Return what Servio's containers run; AWS puts others beside them, which no definition names (GuardDuty)."""
    try:
        own = container_of(aws)["name"]
    except CallError as error:
        own, untold = None, str(error)
    digests = tuple(sorted({str(each.get("imageDigest") or "") for each in containers if each["name"] == own}))
    if own and "" in digests:
        own, untold = None, f"ECS tells no image digest of a task of {aws.names.service}"
    if own is None:
        return dict.fromkeys(("image_digest", "digests"), Unread(untold))
    return {"image_digest": digests[0] if len(digests) == 1 else digests or None, "digests": len(digests)}


def _started_with(aws: Aws) -> Read:
    definition, container = definition_of(aws), container_of(aws)
    plain = {each["name"]: each["value"] for each in container.get("environment", [])}
    role = definition.get("taskRoleArn")
    repository, _, tag = container["image"].partition("@")[0].rpartition(":")
    return {
        "image": container["image"],
        "image_tag": tag if repository and "/" not in tag else None,
        "cpu": number(definition.get("cpu")),
        "memory": number(definition.get("memory")),
        "architecture": definition.get("runtimePlatform", {}).get("cpuArchitecture", "X86_64"),
        "port": next((each["containerPort"] for each in container.get("portMappings", [])), None),
        "task_role": role is not None and role != definition.get("executionRoleArn"),
        "log_group": container.get("logConfiguration", {}).get("options", {}).get("awslogs-group"),
        "environment": tuple(sorted(plain)),
        "secrets": tuple(sorted(each["name"] for each in container.get("secrets", []))),
        "plain_secrets": tuple(
            sorted(name for name, value in plain.items() if looks_secret(name, value, name in DEPLOYMENT_SECRETS))
        ),
        "node_env": plain.get("NODE_ENV"),
    }


def _cluster(aws: Aws) -> Read:
    service_of(aws)  # which says it where there is no cluster
    told = aws.ask("ecs", "describe_clusters", clusters=[aws.names.cluster], include=["SETTINGS"])["clusters"]
    settings = {each["name"]: each["value"] for each in told[0].get("settings", [])}
    return {"container_insights": on(settings.get("containerInsights"))}


SOURCE = source_of_parts(
    "ecs",
    "ecs",
    Part(SERVICE, _service),
    Part(ROLL_OUT, _roll_out),
    Part(TASKS, _tasks),
    Part(DEFINITION, _started_with),
    Part(CLUSTER, _cluster),
)
