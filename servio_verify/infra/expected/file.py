"""Facts file of an environment: `environments/NAME.facts.toml` says where its parts are, and what each must be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.infra.expected.rule import Rule
from servio_verify.infra.expected.tables import EXPECT, document, facts_path, meant, tables_of
from servio_verify.infra.facts import source_of
from servio_verify.infra.source import MODULES, known_facts

MUST_BE = (
    dict.fromkeys(("at_least", "at_most"), "a number, without quotes")
    | dict.fromkeys(("starts_with", "same_as"), "a text, in quotes")
    | dict.fromkeys(("one_of", "contains", "within"), 'a list, like ["a", "b"]')
    | {"equals": "a text in quotes, a number, true, false, or a list of these", "is_set": "true or false"}
)
"""What the value of a condition is, in the words of whoever writes the file."""


@dataclass(frozen=True)
class FactsFile:
    """What a facts file says; without the file, nothing is expected and nowhere is known where anything is."""

    path: Path
    expected: Mapping[str, Rule]
    tables: Mapping[str, Mapping[str, Any]]
    exists: bool = True

    @property
    def sources(self) -> set[str]:
        """The sources that its expectations need."""
        named = {*self.expected, *(rule.same_as for rule in self.expected.values() if rule.same_as)}
        return {source_of(name) for name in named}

    def of(self, *sources: str) -> Iterator[str]:
        """Yield the names of the facts of these sources that something is expected of."""
        yield from (name for name in self.expected if source_of(name) in sources)


def read_facts_file(root: Path, environment: str) -> FactsFile:
    """Return what the environment's facts file says. Raises SettingsError for a mistake in it, in one line."""
    path = facts_path(root, environment)
    if (told := document(path)) is None:
        return FactsFile(path, {}, {}, exists=False)
    where = f"environments/{path.name}"
    tables = tables_of(where, environment, told)
    return FactsFile(path, dict(_expected(where, told.get(EXPECT, {}))), tables)


def _expected(where: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Rule]]:
    known = known_facts()
    for source, facts in told.items():
        if source not in MODULES or not isinstance(facts, dict):
            raise SettingsError(f"{where}: [{EXPECT}.{source}]: {meant(source, MODULES)}")
        for fact, must in facts.items():
            name = f"{source}.{fact}"
            yield name, _rule(where, name, must, known)


def _rule(where: str, name: str, must: Any, known: Mapping[str, str]) -> Rule:
    if name not in known:
        raise SettingsError(f"{where}: {name} is no fact that is read; {meant(name, known)}")
    try:
        rule = Rule.model_validate(must)
    except ValidationError as error:
        raise SettingsError(f"{where}: {name}: {_mistake(error)}") from None
    if rule.same_as is not None and rule.same_as not in known:
        raise SettingsError(f"{where}: {name}: same_as: {meant(rule.same_as, known)}")
    return rule


def _mistake(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    condition = str(first["loc"][0]) if first["loc"] else ""
    if condition and condition not in Rule.model_fields:
        return f"{condition} is no condition; {meant(condition, Rule.model_fields)}"
    return f"{condition} must be {MUST_BE[condition]}" if condition else first["msg"].removeprefix("Value error, ")
