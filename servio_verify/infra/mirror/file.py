"""Mirror file: `environments/mirror.toml` says what is held against what, and which differences are agreed."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.layers.names import named
from servio_verify.environments.waiver import Exemption
from servio_verify.infra.expected.tables import meant
from servio_verify.infra.mirror.agreed import Agreed, NotRead
from servio_verify.infra.mirror.comparison import How, comparison
from servio_verify.infra.source import MODULES, known_facts

PATH = "environments/mirror.toml"
SECTIONS = {"agreed": Agreed, "not_read": NotRead}
ITS_OWN = ("fact", "reason", "owner", "until")
"""Keys of `[[agreed]]`; the others are names of environments."""

Made = TypeVar("Made", bound=Exemption)


class MirrorSettings(BaseModel):
    """What the file says before its tables."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    environment: str | None = Field(None, description="whose infra tier looks into the mirror")
    with_: str | None = Field(None, alias="with", description="the environment that it is held against")
    facts: str | None = Field(None, description="a saved facts document of that one (default: its newest run)")
    live: bool = Field(False, description="may a check of this one ask that one's sources (never writing)?")
    oldest_days: Annotated[int, Field(ge=1)] = Field(30, description="older facts are not compared")
    also_named: dict[str, list[str]] = Field(default_factory=dict, description="other words for an environment's name")

    @property
    def pair(self) -> tuple[str, str]:
        """The names of both environments."""
        return self.environment or "", self.with_ or ""


@dataclass(frozen=True)
class MirrorFile:
    """The file, read; without it nothing is agreed."""

    settings: MirrorSettings = field(default_factory=lambda: MirrorSettings.model_validate({}))
    agreed: tuple[Agreed, ...] = ()
    not_read: tuple[NotRead, ...] = ()


def read_mirror_file(root: Path) -> MirrorFile:
    """Return what the file says. Raises SettingsError with a line for each mistake in it."""
    try:
        told = tomllib.loads((root / PATH).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return MirrorFile()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{PATH}: {error}") from None
    mistakes: list[str] = []
    names = named(root)
    settings = _settings({key: value for key, value in told.items() if key not in SECTIONS}, names, mistakes)
    agreed = tuple(_tables(Agreed, "agreed", map(_by_environment, _listed("agreed", told, mistakes)), mistakes))
    not_read = tuple(_tables(NotRead, "not_read", _listed("not_read", told, mistakes), mistakes))
    mistakes += [*_of_agreed(agreed, names), *_of_sources(not_read)]
    if mistakes:
        raise SettingsError("\n".join(f"{PATH}: {line}" for line in mistakes))
    return MirrorFile(settings, agreed, not_read)


def _settings(told: Mapping[str, Any], names: list[str], mistakes: list[str]) -> MirrorSettings:
    known = [each.alias or name for name, each in MirrorSettings.model_fields.items()]
    wrong = [f"unknown key {key!r}; {meant(key, [*known, *SECTIONS])}" for key in told if key not in known]
    try:
        settings = MirrorSettings.model_validate({key: told[key] for key in told if key in known})
    except ValidationError as error:
        mistakes += [*wrong, *(f"{each['loc'][0]}: {each['msg']}" for each in error.errors(include_input=False))]
        return MirrorFile().settings
    named = {"environment": settings.environment, "with": settings.with_, **{key: key for key in settings.also_named}}
    wrong += [
        f"{key}: {name!r} is no environment; {meant(name, names)}"
        for key, name in named.items()
        if name and name not in names
    ]
    mistakes += wrong
    return settings


def _listed(section: str, told: Mapping[str, Any], mistakes: list[str]) -> list[dict[str, Any]]:
    tables = told.get(section, [])
    if isinstance(tables, list) and all(isinstance(each, dict) for each in tables):
        return tables
    mistakes.append(f"write [[{section}]], in two brackets, before each")
    return []


def _by_environment(table: dict[str, Any]) -> dict[str, Any]:
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    own = {key: told.pop(key) for key in ITS_OWN if key in told}
    return {"fact": "", **own, "values": told}


def _mistyped(values: Mapping[str, Any]) -> str:
    """Return which key of `[[agreed]]` was meant by one that is taken for an environment's name; nothing where none."""
    near = {key: difflib.get_close_matches(key, ITS_OWN, n=1) for key in values}
    return next((f"unknown key {key!r}; did you mean {names[0]}?" for key, names in near.items() if names), "")


def _tables(kind: type[Made], section: str, tables: Iterable[dict[str, Any]], mistakes: list[str]) -> Iterator[Made]:
    for number, table in enumerate(tables, 1):
        try:
            yield kind.model_validate(table)
        except ValidationError as error:
            name = table.get("fact") or table.get("source") or f"number {number}"
            said = [_said(each) for each in _first_of_each(error)]
            mistyped = _mistyped(table.get("values", {}))
            mistakes += [f"[[{section}]] {name}: {each}" for each in ([mistyped] if mistyped else said)]


def _first_of_each(error: ValidationError) -> list[Any]:
    """Return the complaints, one for each key."""
    every = error.errors(include_url=False, include_input=False)
    return list({each["loc"][:2]: each for each in reversed(every)}.values())[::-1]


def _said(complaint: Mapping[str, Any]) -> str:
    where = [str(part) for part in complaint["loc"] if part != "values"][:1]
    if complaint["loc"] == ("values",):
        return "give both environments' values, like: staging = 1, production = 2"
    return ": ".join([*where, complaint["msg"].removeprefix("Value error, ")])


def _of_agreed(agreed: tuple[Agreed, ...], names: list[str]) -> Iterator[str]:
    known, seen = known_facts(), set()
    for each in agreed:
        where, fact = f"[[agreed]] {each.fact}", each.fact.partition("[")[0]
        if fact not in known:
            yield f"{where}: it is no fact that is read; {meant(fact, known)}"
        elif (way := comparison().way(fact)).how is How.NOT_COMPARED:
            yield f"{where}: it is not compared ({way.why}): there is nothing to agree"
        for name in each.values:
            if name not in names:
                yield f"{where}: {name!r} is no environment; {meant(name, names)}"
        if (key := (each.fact, frozenset(each.values))) in seen:
            yield f"{where}: it is agreed twice"
        seen.add(key)


def _of_sources(not_read: tuple[NotRead, ...]) -> Iterator[str]:
    for each in not_read:
        if each.source not in MODULES:
            yield f"[[not_read]] {each.source}: it is no source; {meant(each.source, MODULES)}"
