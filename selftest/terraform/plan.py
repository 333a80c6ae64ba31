"""A plan of Terraform, as rules read it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESOURCE = re.compile(r"aws_\w+\.\w+$")


@dataclass(frozen=True)
class Resource:
    """One planned resource: what is known of it, and which others each of its arguments names."""

    address: str
    type: str
    values: dict[str, Any]
    names: dict[str, frozenset[str]]

    @property
    def key(self) -> str:
        """The address without an index."""
        return self.address.split("[")[0]

    def named(self, argument: str) -> frozenset[str]:
        """The resources, without index, that an argument names; `block.argument` for those in a block."""
        return self.names.get(argument, frozenset())

    def block(self, name: str) -> dict[str, Any]:
        """The only block of this name, empty where there is none."""
        blocks: list[dict[str, Any]] = self.values.get(name) or [{}]
        return blocks[0]


@dataclass(frozen=True)
class Plan:
    """Everything that is planned, and the text of the root's files."""

    resources: tuple[Resource, ...]
    outputs: dict[str, Any]
    source: str

    def of(self, kind: str) -> list[Resource]:
        """The resources of a type."""
        return [resource for resource in self.resources if resource.type == kind]

    def container(self) -> dict[str, Any]:
        """The app's container: from the task definition, or from the output where that is known after apply only."""
        (task,) = self.of("aws_ecs_task_definition")
        if definitions := task.values.get("container_definitions"):
            (container,) = json.loads(definitions)
        else:
            container = self.outputs["servio"]["container"]
        known: dict[str, Any] = container
        return known


def read(file: Path, root: Path) -> Plan:
    """Read what `terraform show -json` wrote of the plan of the files in `root`."""
    told = json.loads(file.read_text())
    configured = dict(_configured(told["configuration"]["root_module"]))
    resources = tuple(
        Resource(_short(one["address"]), one["type"], one["values"], configured[f"{one['type']}.{one['name']}"])
        for one in _planned(told["planned_values"]["root_module"])
    )
    outputs = {name: change["after"] for name, change in told.get("output_changes", {}).items()}
    return Plan(resources, outputs, "\n".join(path.read_text() for path in sorted(root.glob("*.tf"))))


def _short(address: str) -> str:
    return re.sub(r"^(module\.\w+\.)+", "", address)


def _planned(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _planned(child)


def _configured(module: dict[str, Any]) -> Iterator[tuple[str, dict[str, frozenset[str]]]]:
    for one in module.get("resources", []):
        yield f"{one['type']}.{one['name']}", dict(_names(one.get("expressions", {})))
    for call in module.get("module_calls", {}).values():
        yield from _configured(call["module"])


def _names(expressions: dict[str, Any], within: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    for argument, expression in expressions.items():
        for block in expression if isinstance(expression, list) else ():
            yield from _names(block, f"{argument}.")
        if isinstance(expression, dict):
            references = expression.get("references", ())
            yield within + argument, frozenset(name for name in references if RESOURCE.match(name))
