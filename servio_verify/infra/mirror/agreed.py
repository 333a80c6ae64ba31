"""Agreed differences: one table of `environments/mirror.toml` each, and whether it still holds."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from servio_verify.environments.waiver import Exemption
from servio_verify.infra.facts import Value, shown
from servio_verify.infra.mirror.ahead import AHEAD, is_ahead
from servio_verify.infra.mirror.comparison import ANY

Plain = bool | int | float | str
Told = Plain | tuple[Plain, ...]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Agreed(Exemption):
    """A difference that somebody agreed to: its fact, and the value of each environment by its name."""

    word = "agreed"
    noun = "agreement"
    most_days = 366

    fact: Name
    values: Mapping[str, Told] = Field(min_length=2, max_length=2)

    def is_of(self, names: tuple[str, str]) -> bool:
        """Return whether it is about these two environments."""
        return set(self.values) == set(names)

    def fits(self, names: tuple[str, str], values: tuple[Value, Value]) -> bool:
        """Return whether these are the values that were agreed, those of the environments of these names."""
        told = (self.values[name] for name in names)
        return all(
            bool(is_ahead(self.fact, value, other)) if each == AHEAD else _is(each, value)
            for each, value, other in zip(told, values, reversed(values), strict=True)
        )

    def can_judge(self, values: tuple[Value, Value]) -> bool:
        """Return whether the values say as much as was agreed: which of both is newer, where one side may be ahead."""
        return AHEAD not in self.values.values() or is_ahead(self.fact, *values) is not None

    @property
    def may_be_none(self) -> bool:
        """Whether it holds too where there is no difference."""
        told = set(self.values.values())
        return AHEAD in told or told == {ANY}

    def shown(self, name: str) -> str:
        """Return the value that was agreed for that environment."""
        told = self.values[name]
        if told == ANY:
            return "whatever it is"
        if told == AHEAD:
            return "the same or newer"
        return shown(tuple(map(str, told)) if isinstance(told, tuple) else told)


class NotRead(Exemption):
    """A source that somebody knows cannot be read on one side: it is listed, and does not decide."""

    word = "known"
    noun = "agreement"
    most_days = 366

    source: Name


def _is(told: Told, value: Value) -> bool:
    """Return whether a value is the one that was told; `*` is any, and "not set" is none."""
    if isinstance(told, tuple):
        return isinstance(value, tuple) and sorted(map(str, told)) == sorted(value)
    if told == ANY or (value is None and told == shown(None)):
        return True
    return isinstance(told, bool) is isinstance(value, bool) and told == value
