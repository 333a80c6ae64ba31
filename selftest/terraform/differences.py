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
    left, right = _facts(staging, "staging"), _facts(production, "production")
    alone = {_address(fact) for fact in left.keys() ^ right.keys()}
    differing = {re.sub(r"\[[^]]*\]", "", fact) for fact in left.keys() & right.keys() if left[fact] != right[fact]}
    return alone | differing


def _address(fact: str) -> str:
    found = re.match(r"\w+\.\w+(\[[^]]*\])?", fact)
    assert found
    return found[0]


def _facts(plan: Plan, environment: str) -> dict[str, str]:
    facts = dict(_told(plan))
    return {fact: value.replace(environment, "ENVIRONMENT") for fact, value in facts.items()}


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
