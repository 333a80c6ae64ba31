"""Variables of a task: what its definition gives each container, in `environment` and in `secrets`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from servio_verify.errors import UsageError

Source = Literal["environment", "secrets"]


@dataclass(frozen=True)
class TaskVariable:
    """One variable that a container gets; the value of one from `secrets` is None."""

    container: str
    name: str
    source: Source
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Task:
    """All variables of a task definition, and the containers that read files of them besides."""

    variables: tuple[TaskVariable, ...]
    containers: tuple[str, ...]
    reading_files: tuple[str, ...] = ()

    @classmethod
    def of(cls, variables: Iterable[TaskVariable]) -> "Task":
        """Return the task that has these variables."""
        every = tuple(variables)
        return cls(every, tuple(dict.fromkeys(each.container for each in every)))

    def of_container(self, name: str) -> tuple[TaskVariable, ...]:
        """Return what a container gets; where none is named, what any of them does."""
        return tuple(each for each in self.variables if not name or each.container == name)


def task_of(definition: Mapping[str, Any]) -> Task:
    """Return the task of what DescribeTaskDefinition answers, or of a task definition itself.

    Raises ValueError where it is neither.
    """
    told = definition.get("taskDefinition", definition)
    containers = told.get("containerDefinitions") if isinstance(told, Mapping) else None
    if not isinstance(containers, list) or not all(isinstance(each, dict) for each in containers):
        raise ValueError("it has no containerDefinitions")
    names = tuple(str(each.get("name", "")) for each in containers)
    variables = tuple(variable for each in containers for variable in _variables(each))
    return Task(
        variables, names, tuple(str(each.get("name", "")) for each in containers if each.get("environmentFiles"))
    )


def _variables(container: Mapping[str, Any]) -> Iterator[TaskVariable]:
    name = str(container.get("name", ""))
    for source in ("environment", "secrets"):
        for row in container.get(source) or ():
            if not isinstance(row, dict) or not isinstance(row.get("name"), str):
                raise ValueError(f"{source} of container {name!r} holds something without a name")
            yield TaskVariable(
                name, row["name"], source, str(row.get("value", "")) if source == "environment" else None
            )


def read_task(path: Path) -> Task:
    """Return the task of a file of JSON. Raises UsageError, in one line without its content."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path.name} is no JSON: line {error.lineno}, column {error.colno}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is no JSON: it is no UTF-8") from None
    try:
        return task_of(told if isinstance(told, dict) else {})
    except ValueError as error:
        raise UsageError(f"{path.name} is no task definition: {error}; `aws ecs describe-task-definition`") from None
