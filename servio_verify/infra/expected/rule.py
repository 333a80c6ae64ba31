"""Rules of expectations: what a fact's value must be, as a file says it."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from servio_verify.infra.facts import Value, shown

Plain = bool | int | float | str
Several = tuple[Plain, ...]


class Rule(BaseModel):
    """What one fact must be. A plain value in the file means `equals`; a table may hold several conditions.

    Two lists are equal where they hold the same, in whatever order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    equals: Plain | Several | None = Field(None, description="just this value")
    at_least: int | float | None = Field(None, description="this number or more")
    at_most: int | float | None = Field(None, description="this number or less")
    starts_with: str | None = Field(None, description="a text that begins so, like a version '15.'")
    one_of: Several | None = Field(None, description="one of these values")
    contains: Several | None = Field(None, description="a list that holds at least these")
    within: Several | None = Field(None, description="a list that holds nothing but these")
    is_set: bool | None = Field(None, description="whether there is any value")
    same_as: str | None = Field(None, description="the value of the fact of this name")

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            told = {"equals": told}
        return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"say what it must be: a value, or one of {', '.join(type(self).model_fields)}")
        if self.one_of == ():
            raise ValueError("one_of is an empty list: no value is in it")
        if self.contains == () or self.starts_with == "":
            raise ValueError("any value would do: say what it must hold or begin with")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most: no number is both")
        return self

    def complaint(self, value: Value, other: Value = None) -> str | None:
        """Return what it must be and is not; None where it is. `other` is the value of the fact of `same_as`."""
        must = [*self._of_numbers(value), *self._of_texts(value), *self._of_lists(value)]
        if self.same_as is not None and not _same(value, other):
            must.append(f"be {self.same_as}, which is {shown(other)}")
        if self.is_set is not None and (value is not None) is not self.is_set:
            must.append("be set" if self.is_set else "not be set")
        return f"must {' and '.join(must)}" if must else None

    def difference(self, value: Value) -> str | None:
        """Return by what a list differs from what it must hold; None where neither is a list."""
        if not isinstance(value, tuple):
            return None
        equals = self.equals if isinstance(self.equals, tuple) else None
        allowed = self.within if equals is None else equals
        lacking = _texts(equals or ()) - set(value) or set(_lacking(self.contains or (), set(value)))
        besides = set(value) - _texts(allowed) if allowed is not None else set()
        parts = [
            f"lacks {', '.join(sorted(lacking))}" if lacking else "",
            f"has {', '.join(sorted(besides))} more than agreed" if besides else "",
        ]
        return " and ".join(filter(None, parts)) or None

    def _of_numbers(self, value: Value) -> list[str]:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        must = []
        if self.at_least is not None and (number is None or number < self.at_least):
            must.append(f"be at least {self.at_least}")
        if self.at_most is not None and (number is None or number > self.at_most):
            must.append(f"be at most {self.at_most}")
        return must

    def _of_texts(self, value: Value) -> list[str]:
        must = []
        if self.equals is not None and not _same(value, self.equals):
            must.append(f"be {shown(_told(self.equals))}{_other_kind(value, self.equals)}")
        if self.starts_with is not None and not (isinstance(value, str) and value.startswith(self.starts_with)):
            must.append(f"begin with {self.starts_with!r}")
        if self.one_of is not None and not any(_same(value, each) for each in self.one_of):
            must.append(f"be one of {', '.join(shown(each) for each in self.one_of)}")
        return must

    def _of_lists(self, value: Value) -> list[str]:
        held = set(value) if isinstance(value, tuple) else None
        must = []
        if self.contains is not None and (held is None or _lacking(self.contains, held)):
            must.append(f"hold {', '.join(_lacking(self.contains, held or set()))}")
        if self.within is not None and (held is None or not held <= _texts(self.within)):
            must.append(f"hold nothing but {', '.join(sorted(_texts(self.within))) or 'nothing'}")
        return must


def _told(value: Plain | Several) -> Value:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else value


def _texts(values: Several) -> set[str]:
    return {str(each) for each in values}


def _lacking(wanted: Several, held: set[str]) -> list[str]:
    """Return what a list must hold and does not; `*.example.com` in it stands for each name right below that."""
    return sorted(each for each in _texts(wanted) - held if f"*.{each.partition('.')[2]}" not in held)


def _other_kind(value: Value, told: Plain | Several) -> str:
    """Return how the fact is written in a file, where what the file has can be no value of it."""
    if value is not None and isinstance(value, tuple) is not isinstance(told, tuple):
        return f" ({'a list: write it in [ ]' if isinstance(value, tuple) else 'one value: write no [ ]'})"
    if isinstance(told, str) and isinstance(value, bool):
        return " (write true or false, without quotes)"
    if isinstance(told, str) and isinstance(value, int | float):
        return " (a number: write no quotes)"
    return " (a text: write it in quotes)" if isinstance(value, str) and not isinstance(told, str) else ""


def _same(value: object, other: object) -> bool:
    """Return whether two values are the same: True is not 1, and a list has no order."""
    if isinstance(value, tuple) and isinstance(other, tuple):
        return sorted(map(str, value)) == sorted(map(str, other))
    return isinstance(value, bool) is isinstance(other, bool) and value == other
