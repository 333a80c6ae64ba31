"""Rules of security groups in words: "tcp 3000 from the balancer"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError


class Role(StrEnum):
    """A part of the environment, as a rule names it instead of its security group's id."""

    BALANCER = "the balancer"
    TASKS = "the tasks"
    DATABASE = "the database"
    CACHE = "the cache"


@dataclass(frozen=True)
class Roles:
    """Security groups by the part of the environment that has them; `missing` says which part has none."""

    groups: Mapping[Role, Sequence[str]]
    missing: CallError | None = None

    def called(self, group: str) -> str:
        """Return what people call a group: the parts that have it (one group for two lets both in), else its id.

        Raises CallError where it may be that of a part of which none is known.
        """
        names = [role.value for role, groups in self.groups.items() if group in groups]
        if not names and self.missing:
            raise self.missing
        return " and ".join(names) or group


def incoming(aws: Aws, groups: Sequence[str], roles: Roles) -> tuple[str, ...]:
    """Return what these groups let in. Raises CallError."""
    return _rules(aws, groups, roles, "IpPermissions", "from")


def outgoing(aws: Aws, groups: Sequence[str], roles: Roles) -> tuple[str, ...]:
    """Return what these groups let out. Raises CallError."""
    return _rules(aws, groups, roles, "IpPermissionsEgress", "to")


def _rules(aws: Aws, groups: Sequence[str], roles: Roles, permissions: str, word: str) -> tuple[str, ...]:
    told = aws.ask("ec2", "describe_security_groups", GroupIds=sorted(set(groups)))["SecurityGroups"]
    rules = [rule for group in told for rule in group.get(permissions, [])]
    return tuple(sorted({f"{_what(rule)} {word} {who}" for rule in rules for who in _whom(rule, roles)}))


def _what(rule: Mapping[str, Any]) -> str:
    if rule["IpProtocol"] == "-1":
        return "everything"
    first, last = rule.get("FromPort"), rule.get("ToPort")
    if first is None or (rule["IpProtocol"] in ("tcp", "udp") and (first, last) == (0, 65535)):
        return f"{rule['IpProtocol']} every port"
    return f"{rule['IpProtocol']} {first}" if first == last else f"{rule['IpProtocol']} {first}-{last}"


def _whom(rule: Mapping[str, Any], roles: Roles) -> Iterator[str]:
    yield from (each["CidrIp"] for each in rule.get("IpRanges", []))
    yield from (each["CidrIpv6"] for each in rule.get("Ipv6Ranges", []))
    yield from (each["PrefixListId"] for each in rule.get("PrefixListIds", []))
    yield from (roles.called(pair["GroupId"]) for pair in rule.get("UserIdGroupPairs", []))
