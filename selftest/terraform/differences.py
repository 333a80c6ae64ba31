"""Where production's plan is not staging's."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from selftest.terraform.plan import Plan
from selftest.terraform.tool import FILES

REVIEWED = FILES / "reviewed-differences.toml"


def reviewed() -> list[dict[str, Any]]:
    """The differences that were agreed on, with reason and date."""
    found: list[dict[str, Any]] = tomllib.loads(REVIEWED.read_text())["difference"]
    return found


def differences(staging: Plan, production: Plan) -> set[str]:
    """`address.argument` where both have it, the address with its index where only one has it."""
    left, right = dict(_told(staging)), dict(_told(production))
    alone = {_address(fact) for fact in left.keys() ^ right.keys()}
    both = left.keys() & right.keys()
    return alone | {re.sub(r"\[[^]]*\]", "", fact) for fact in both if _differ(left[fact], right[fact])}


def _differ(staging: str, production: str) -> bool:
    """Whether two values differ, and in more than the names of their environments."""
    return staging != production and staging.replace("staging", "production") != production


def _address(fact: str) -> str:
    found = re.match(r"\w+\.\w+(\[[^]]*\])?", fact)
    assert found
    return found[0]


def _told(plan: Plan) -> Iterator[tuple[str, str]]:
    for one in plan.resources:
        for argument, value in one.values.items():
            yield f"{one.address}.{argument}", json.dumps(value, sort_keys=True)
    container = plan.container()
    for variable in container["environment"]:
        yield f"container.environment.{variable['name']}", variable["value"]
    yield "container.secrets", json.dumps(sorted(one["name"] for one in container["secrets"]))
    for argument in container.keys() - {"environment", "secrets"}:
        yield f"container.{argument}", json.dumps(container[argument], sort_keys=True)
