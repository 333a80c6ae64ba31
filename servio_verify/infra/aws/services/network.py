"""Network: who can reach whom, by security groups, and which way leads out, by routes."""

from collections.abc import Callable

from servio_verify.infra.aws import routes
from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError, NotThereError
from servio_verify.infra.aws.parts import Part, source_of_parts
from servio_verify.infra.aws.security_groups import Role, Roles, incoming, outgoing
from servio_verify.infra.aws.services.alb import balancer_of
from servio_verify.infra.aws.services.ecs import service_of
from servio_verify.infra.aws.services.elasticache import nodes_of
from servio_verify.infra.aws.services.rds import instance_of
from servio_verify.infra.facts import Unread
from servio_verify.infra.source import Read

TASKS = {
    "reaches_tasks": "what may speak to the tasks: protocol, port and from where",
    "leaves_tasks": "what the tasks may speak to",
    "tasks_zones": "number of zones that tasks run in",
    "tasks_private": "whether no subnet of the tasks has a route from the internet",
    "tasks_way_out": "what leads from the tasks to the internet: nat gateway, internet gateway, another way, none",
    "nat_gateways": "number of NAT gateways that the tasks' subnets use",
}
DATABASE = {
    "reaches_database": "what may speak to the database",
    "database_private": "whether no subnet of the database has a route from the internet",
}
CACHE = {"reaches_cache": "what may speak to the cache", "cache_private": "whether no subnet of it has such a route"}
BALANCER = {
    "reaches_balancer": "what may speak to the balancer",
    "leaves_balancer": "what the balancer may speak to",
    "balancer_public": "whether every subnet of the balancer has a route from the internet",
    "one_network": "whether balancer, tasks, database and cache are in one VPC",
}


class NoNetworkError(CallError):
    """The tasks have no network of their own: they are in that of their machine."""


def _tasks_of(aws: Aws) -> dict[str, list[str]]:
    network: dict[str, list[str]] | None = service_of(aws).get("networkConfiguration", {}).get("awsvpcConfiguration")
    if network is None:
        raise NoNetworkError(f"tasks of {aws.names.service} are in their machine's network, not in one of their own")
    return network


def _database_subnets(aws: Aws) -> list[str]:
    return [each["SubnetIdentifier"] for each in instance_of(aws)["DBSubnetGroup"]["Subnets"]]


def _cache_subnets(aws: Aws) -> list[str]:
    name = nodes_of(aws)[0]["CacheSubnetGroupName"]
    told = aws.ask("elasticache", "describe_cache_subnet_groups", CacheSubnetGroupName=name)["CacheSubnetGroups"]
    return [each["SubnetIdentifier"] for each in told[0]["Subnets"]]


def _balancer_subnets(aws: Aws) -> list[str]:
    return [each["SubnetId"] for each in balancer_of(aws)["AvailabilityZones"]]


def _roles(aws: Aws) -> Roles:
    asked: dict[Role, Callable[[], list[str]]] = {
        Role.TASKS: lambda: _tasks_of(aws)["securityGroups"],
        Role.DATABASE: lambda: [it["VpcSecurityGroupId"] for it in instance_of(aws)["VpcSecurityGroups"]],
        Role.CACHE: lambda: [it["SecurityGroupId"] for node in nodes_of(aws) for it in node["SecurityGroups"]],
        Role.BALANCER: lambda: balancer_of(aws)["SecurityGroups"],
    }
    found: dict[Role, list[str]] = {}
    missing: CallError | None = None
    for role, ask in asked.items():
        try:
            found[role] = ask()
        except (NoNetworkError, NotThereError) as error:
            missing = error
    return Roles(found, missing)


def _tasks(aws: Aws) -> Read:
    network = _tasks_of(aws)
    subnets = routes.of(aws, network["subnets"])
    return {
        "reaches_tasks": incoming(aws, network["securityGroups"], _roles(aws)),
        "leaves_tasks": outgoing(aws, network["securityGroups"], _roles(aws)),
        "tasks_zones": len({each.zone for each in subnets}),
        "tasks_private": not any(each.is_public for each in subnets),
        "tasks_way_out": ", ".join(sorted({each.way_out for each in subnets})),
        "nat_gateways": len({each.nat_gateway for each in subnets if each.nat_gateway}),
    }


def _database(aws: Aws) -> Read:
    groups = [it["VpcSecurityGroupId"] for it in instance_of(aws)["VpcSecurityGroups"]]
    return {
        "reaches_database": incoming(aws, groups, _roles(aws)),
        "database_private": not any(each.is_public for each in routes.of(aws, _database_subnets(aws))),
    }


def _cache(aws: Aws) -> Read:
    groups = [it["SecurityGroupId"] for it in nodes_of(aws)[0]["SecurityGroups"]]
    return {
        "reaches_cache": incoming(aws, groups, _roles(aws)),
        "cache_private": not any(each.is_public for each in routes.of(aws, _cache_subnets(aws))),
    }


def _balancer(aws: Aws) -> Read:
    groups = balancer_of(aws)["SecurityGroups"]
    subnets = routes.of(aws, _balancer_subnets(aws))
    return {
        "reaches_balancer": incoming(aws, groups, _roles(aws)),
        "leaves_balancer": outgoing(aws, groups, _roles(aws)),
        "balancer_public": all(each.is_public for each in subnets),
        "one_network": _is_one(aws),
    }


def _is_one(aws: Aws) -> bool | Unread:
    try:
        tasks = _tasks_of(aws)["subnets"]
    except NoNetworkError as error:
        return Unread(str(error))
    everything = [*_balancer_subnets(aws), *tasks, *_database_subnets(aws), *_cache_subnets(aws)]
    return len({each.vpc for each in routes.of(aws, everything)}) == 1


SOURCE = source_of_parts(
    "network", "ec2", Part(TASKS, _tasks), Part(DATABASE, _database), Part(CACHE, _cache), Part(BALANCER, _balancer)
)
