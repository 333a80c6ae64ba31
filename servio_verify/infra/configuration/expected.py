"""Expectations of the configuration: the table `[configuration]` of `environments/NAME.facts.toml`."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from servio_verify.environments.layers.names import is_own, named
from servio_verify.errors import UsageError
from servio_verify.infra.configuration.forms import FORMS, SSL_MODES


@dataclass(frozen=True)
class Table:
    """What `[configuration]` may say; docs/configuration.md explains each line."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    container: str = ""
    other_hosts: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()
    database: str = ""
    sslmode: str = ""
    redis_tls: bool = False
    redis_password: bool = False


@dataclass(frozen=True)
class Expected:
    """What the configuration of one environment must be."""

    name: str
    facts: str
    table: Table
    forms: Mapping[str, str]
    equals: Mapping[str, str]
    word: str
    addresses: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    live_payments: bool
    deployed: bool

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every key that something is known of."""
        table = self.table
        return tuple(dict.fromkeys([*table.required, *table.optional, *table.secret, *table.public, *self.forms]))

    def is_secret(self, key: str) -> bool:
        """Return whether the file names this key as a secret."""
        return key in self.table.secret

    def form(self, key: str) -> str:
        """Return the form that the value must have; nothing where none is said."""
        return self.forms.get(key, "")


def read_expected(root: Path, name: str) -> Expected:
    """Return what is expected of an environment's configuration. Raises UsageError, in one line."""
    environments = {path.stem: path for path in sorted((root / "environments").glob("*.toml"))}
    known = named(root)
    if not known:
        raise UsageError(f"no environments/ in {root}: run this in the project's folder")
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise UsageError(f"unknown environment {name!r}; {meant}known: {', '.join(known)}")
    read = {stem: _toml(environments[stem]) for stem in known}
    facts = f"environments/{name}.facts.toml"
    own = _toml(environments[f"{name}.facts"]) if f"{name}.facts" in environments else {}
    told = own.get("configuration", {})
    if not isinstance(told, dict):
        raise UsageError(f"{facts}: configuration must be a table: write [configuration] before its lines")
    told = dict(told)
    forms, equals = _texts(facts, "form", told), _texts(facts, "equals", told)
    if wrong := [key for key, form in forms.items() if form not in FORMS]:
        raise UsageError(f"{facts}: [configuration.form] {wrong[0]}: known forms: {', '.join(sorted(FORMS))}")
    table = Table(**dict(_checked(facts, told)))
    if table.sslmode not in ("", *SSL_MODES):
        raise UsageError(f"{facts}: [configuration] sslmode: known modes: {', '.join(SSL_MODES)}")
    return Expected(
        name=name,
        facts=facts,
        table=table,
        forms=forms,
        equals=equals,
        word=read[name].get("says_environment", name),
        addresses={key: str(url) for key in ("web_url", "api_url") if (url := read[name].get(key))},
        others={stem: tuple(_hosts(it)) for stem, it in read.items() if stem != name and not is_own(it)},
        live_payments=bool(read[name].get("live_payments", False)),
        deployed=not is_own(read[name]),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"environments/{path.name}: {error}") from None


def _texts(facts: str, name: str, told: dict[str, Any]) -> dict[str, str]:
    table = told.pop(name, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise UsageError(f'{facts}: [configuration.{name}] holds lines like KEY = "text"')
    return table


def _checked(facts: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    kinds = {field.name: type(field.default) for field in fields(Table)}
    for key, value in told.items():
        if key not in kinds:
            near = difflib.get_close_matches(key, [*kinds, "form", "equals"], n=1, cutoff=0)
            raise UsageError(f"{facts}: [configuration]: unknown key {key!r}; did you mean {near[0]!r}?")
        value = tuple(value) if isinstance(value, list) else value
        whole = not isinstance(value, tuple) or all(isinstance(each, str) for each in value)
        if not isinstance(value, kinds[key]) or not whole:
            words = {tuple: "a list of texts", str: "a text", bool: "true or false"}
            raise UsageError(f"{facts}: [configuration]: {key} must be {words[kinds[key]]}")
        yield key, value


def _hosts(environment: Mapping[str, Any]) -> Iterator[str]:
    for key in ("web_url", "api_url"):
        if host := urlsplit(str(environment.get(key, ""))).hostname:
            yield host
