"""Settings that an examination proposes: tables of an environment file, with values in place of the contract's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.environments.model import Environment

Tables = Mapping[str, Mapping[str, Any]]
ORDER = ("paths", "sign_in", "signed_in", "resources")


@dataclass(frozen=True)
class Proposal:
    """`tables` by name; `unfound` are keys of `[paths]` that no usual place has."""

    tables: Tables = field(default_factory=dict)
    unfound: tuple[str, ...] = ()

    def with_table(self, name: str, **values: Any) -> Self:
        """Return it with these values too."""
        table = {**self.tables.get(name, {}), **values}
        return type(self)({**self.tables, name: table} if table else self.tables, self.unfound)

    def without_table(self, name: str) -> Self:
        """Return it without a table."""
        return type(self)({key: table for key, table in self.tables.items() if key != name}, self.unfound)

    def over(self, environment: Environment) -> Self:
        """Return it with what the environment's own tables of these names say besides."""
        own = {name: getattr(environment, name) for name in self.tables}
        tables = {
            name: {key: getattr(own[name], key) for key in sorted(own[name].model_fields_set)} | dict(values)
            for name, values in self.tables.items()
        }
        return type(self)(tables, self.unfound)

    def of(self, environment: Environment) -> Environment:
        """Return the environment as it would be with these settings."""
        tables: dict[str, Any] = dict(self.over(environment).tables)
        return environment.at(tables)

    def lines(self) -> Iterator[str]:
        """Yield the lines of an environment file."""
        for name in ORDER:
            if values := self.tables.get(name):
                yield f"[{name}]"
                yield from (f"{key} = {_toml(value)}" for key, value in values.items())


def differs(table: str, key: str, value: Any) -> bool:
    """Return whether that is another value than the contract's, and so worth a line."""
    return bool(value != getattr(getattr(CONTRACT, table), key))


def _toml(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)  # a basic string, true or false, as TOML has them
