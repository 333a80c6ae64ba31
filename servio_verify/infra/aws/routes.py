"""Subnets with the routes that lead out of them."""

from dataclasses import dataclass
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError

_EVERYWHERE = {"0.0.0.0/0", "::/0"}


@dataclass(frozen=True)
class Subnet:
    """A subnet: where it is, and what its routes lead to the internet by."""

    zone: str
    vpc: str
    internet_gateway: str | None
    nat_gateway: str | None
    other: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the internet can reach what has a public address in it."""
        return self.internet_gateway is not None

    @property
    def way_out(self) -> str:
        """What leads to the internet."""
        if self.is_public:
            return "internet gateway"
        return "nat gateway" if self.nat_gateway else "another way" if self.other else "none"


def of(aws: Aws, ids: list[str]) -> list[Subnet]:
    """Return these subnets with their routes. Raises CallError."""
    told = aws.ask("ec2", "describe_subnets", SubnetIds=sorted(set(ids)))["Subnets"]
    vpcs = sorted({each["VpcId"] for each in told})
    tables = aws.ask("ec2", "describe_route_tables", Filters=[{"Name": "vpc-id", "Values": vpcs}])["RouteTables"]
    return [_subnet(each, _table(each, tables)) for each in told]


def _table(subnet: dict[str, Any], tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the route table of a subnet: its own, else the main one of its VPC."""
    for table in tables:
        if any(link.get("SubnetId") == subnet["SubnetId"] for link in table["Associations"]):
            return table
    for table in tables:
        if table["VpcId"] == subnet["VpcId"] and any(link.get("Main") for link in table["Associations"]):
            return table
    raise CallError(f"AWS tells no route table of {subnet['SubnetId']}")


def _subnet(told: dict[str, Any], table: dict[str, Any]) -> Subnet:
    out = [route for route in table["Routes"] if _destination(route) in _EVERYWHERE and route.get("State") == "active"]
    gateways = [route["GatewayId"] for route in out if route.get("GatewayId", "").startswith("igw-")]
    nats = [route["NatGatewayId"] for route in out if route.get("NatGatewayId")]
    gateway, nat = next(iter(gateways), None), next(iter(nats), None)
    return Subnet(told["AvailabilityZone"], told["VpcId"], gateway, nat, other=bool(out))


def _destination(route: dict[str, Any]) -> str | None:
    return route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock")
