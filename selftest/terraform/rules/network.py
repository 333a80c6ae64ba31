"""Ways through the network: who reaches whom."""

from collections.abc import Iterator

from selftest.terraform.plan import Plan, Resource
from selftest.terraform.rules.registry import rule

GROUPS = {
    "aws_lb": "security_groups",
    "aws_ecs_service": "network_configuration.security_groups",
    "aws_db_instance": "vpc_security_group_ids",
    "aws_elasticache_replication_group": "security_group_ids",
}
"""The argument in which each names its security groups."""

CALLERS = {
    "aws_ecs_service": "aws_lb",
    "aws_db_instance": "aws_ecs_service",
    "aws_elasticache_replication_group": "aws_ecs_service",
}
"""The only one that may reach each."""


def groups_of(plan: Plan, kind: str) -> frozenset[str]:
    return frozenset().union(*(one.named(GROUPS[kind]) for one in plan.of(kind)))


def inbound(plan: Plan, kind: str) -> list[Resource]:
    """The rules that let somebody reach this kind of thing."""
    groups = groups_of(plan, kind)
    rules = plan.of("aws_vpc_security_group_ingress_rule")
    return [one for one in rules if one.named("security_group_id") & groups]


def leads_to(plan: Plan, subnet: str, gateway: str) -> bool:
    """Whether a subnet's route table has a route to a gateway of this type."""
    ways = [one for one in plan.of("aws_route_table_association") if subnet in one.named("subnet_id")]
    tables = frozenset().union(*(one.named("route_table_id") for one in ways))
    routes = [one.named("route") for one in plan.of("aws_route_table") if one.key in tables]
    routes += [one.named("gateway_id") | one.named("nat_gateway_id") for one in plan.of("aws_route")]
    return any(name.startswith(f"{gateway}.") for names in routes for name in names)


def without_way(plan: Plan, kind: str, argument: str, gateway: str) -> Iterator[str]:
    for one in plan.of(kind):
        for subnet in one.named(argument):
            if not leads_to(plan, subnet, gateway):
                yield f"{one.key}: {subnet} has no route to an {gateway}"


@rule
def users_reach_the_balancer(plan: Plan) -> Iterator[str]:
    yield from without_way(plan, "aws_lb", "subnets", "aws_internet_gateway")


@rule
def tasks_reach_what_is_outside(plan: Plan) -> Iterator[str]:
    """Also their image and their secrets: a task without a way out does not even start."""
    yield from without_way(plan, "aws_ecs_service", "network_configuration.subnets", "aws_nat_gateway")


@rule
def nobody_reaches_what_is_not_theirs(plan: Plan) -> Iterator[str]:
    """Users reach the balancer, the balancer the tasks, the tasks the database and Redis."""
    for kind, caller in CALLERS.items():
        for one in inbound(plan, kind):
            others = one.named("referenced_security_group_id") - groups_of(plan, caller)
            if others or one.values.get("cidr_ipv4") or one.values.get("cidr_ipv6"):
                who = ", ".join(others) or one.values.get("cidr_ipv4") or one.values.get("cidr_ipv6")
                yield f"{one.key}: {who} reaches {kind}"
    for one in inbound(plan, "aws_lb"):
        if one.values.get("from_port") not in {80, 443} or one.values["from_port"] != one.values["to_port"]:
            yield f"{one.key}: the balancer is open on {one.values.get('from_port')} to {one.values.get('to_port')}"
    for one in plan.of("aws_security_group"):
        if one.values.get("ingress"):
            yield f"{one.key}: rules inside the group are not looked at"


@rule
def each_is_reached_by_its_caller(plan: Plan) -> Iterator[str]:
    for kind in GROUPS:
        if not inbound(plan, kind):
            yield f"{kind}: nothing reaches it"


@rule
def what_is_private_has_no_public_address(plan: Plan) -> Iterator[str]:
    for service in plan.of("aws_ecs_service"):
        if service.block("network_configuration").get("assign_public_ip"):
            yield f"{service.key}: tasks have public addresses"
    for database in plan.of("aws_db_instance"):
        if database.values.get("publicly_accessible") is not False:
            yield f"{database.key}: publicly accessible"


@rule
def no_subnet_gives_public_addresses_unasked(plan: Plan) -> Iterator[str]:
    for subnet in plan.of("aws_subnet"):
        if subnet.values.get("map_public_ip_on_launch"):
            yield f"{subnet.address}: map_public_ip_on_launch"


@rule
def the_default_security_group_is_closed(plan: Plan) -> Iterator[str]:
    closed = frozenset().union(*(one.named("vpc_id") for one in plan.of("aws_default_security_group")))
    for vpc in plan.of("aws_vpc"):
        if vpc.key not in closed:
            yield f"{vpc.key}: its default security group is as AWS made it"
    for one in plan.of("aws_default_security_group"):
        if one.values.get("ingress") or one.values.get("egress"):
            yield f"{one.key}: lets something in or out"
