"""Settings that an examination proposes: lines of an environment file, with values in place of the contract's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.environments.model import Environment

Tables = Mapping[str, Mapping[str, Any]]
ORDER = ("paths", "sign_in", "signed_in")
NO_VENUES = "does the API have no venues at all? not known from here; if so: [resources] venues = false"


@dataclass(frozen=True)
class Proposal:
    """`tables` by name; `unfound` are keys of `[paths]` that no usual place has.

    `settings` stand above the tables. `asks` are questions: nothing is set on a guess.
    """

    tables: Tables = field(default_factory=dict)
    unfound: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self.tables and not self.settings

    def with_table(self, name: str, **values: Any) -> Self:
        """Return it with these values too."""
        table = {**self.tables.get(name, {}), **values}
        return replace(self, tables={**self.tables, name: table}) if table else self

    def with_setting(self, name: str, value: Any) -> Self:
        """Return it with this value of a key that is in no table."""
        return replace(self, settings={**self.settings, name: value})

    def asking(self, *questions: str) -> Self:
        """Return it with these questions in place of its own."""
        return replace(self, asks=questions)

    def over(self, environment: Environment) -> Self:
        """Return it with what the environment's own tables of these names say besides."""
        own = {name: getattr(environment, name) for name in self.tables}
        tables = {
            name: {key: getattr(own[name], key) for key in sorted(own[name].model_fields_set)} | dict(values)
            for name, values in self.tables.items()
        }
        return replace(self, tables=tables)

    def of(self, environment: Environment) -> Environment:
        """Return the environment as it would be with these settings."""
        values: dict[str, Any] = {**self.settings, **self.over(environment).tables}
        return environment.at(values)

    def lines(self) -> Iterator[str]:
        """Yield the lines of an environment file; what belongs above its first table comes first."""
        yield from (f"{key} = {_toml(value)}" for key, value in self.settings.items())
        for name in ORDER:
            if values := self.tables.get(name):
                yield f"[{name}]"
                yield from (f"{key} = {_toml(value)}" for key, value in values.items())
        yield from (f"# {question}" for question in self.asks)


def differs(table: str, key: str, value: Any) -> bool:
    """Return whether that is another value than the contract's, and so worth a line."""
    return bool(value != getattr(getattr(CONTRACT, table), key))


def _toml(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)  # a basic string, true or false, as TOML has them
