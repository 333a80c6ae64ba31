"""Sides of a mirror: an environment with its facts, read now or from a saved document."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from servio_verify.environments.layers.files import toml_file
from servio_verify.environments.layers.keys import DEPLOYMENT_KEYS, DEPLOYMENT_SECRETS
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment, refuse_unknown
from servio_verify.errors import UsageError
from servio_verify.infra.expected.file import read_facts_file
from servio_verify.infra.facts import Facts, Unread, source_of
from servio_verify.infra.gathering import gather
from servio_verify.infra.mirror.comparison import comparison
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.mirror.words import Words, words_of
from servio_verify.infra.source import MODULES, Place, sources_of
from servio_verify.run import files
from servio_verify.secrets.values import secret_values

OF_ONE_SIDE = frozenset({*DEPLOYMENT_KEYS, *DEPLOYMENT_SECRETS, "SERVIO_WEB_URL", "SERVIO_API_URL"})
"""Variables of the process environment that can be right for one of two environments only."""


@dataclass(frozen=True)
class Side:
    """One environment: its facts, its own words, where the facts are from, and the secrets that nobody may see.

    `sources` are those that it has.
    """

    name: str
    facts: Facts
    words: Words
    read: str
    secrets: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset(MODULES)

    def unread(self, fact: str, oldest: date) -> str:
        """Return why this fact cannot be compared; nothing where it can."""
        if why := self.facts.unreachable.get(source_of(fact)):
            return f"{self.name}: {why}"
        known = self.facts.known.get(fact)
        if known is None:
            return f"{self.name}: its facts do not hold it"
        if isinstance(known.value, Unread):
            return f"{self.name} {known.value}"
        if known.at.date() < oldest:
            return f"{self.name}: read on {known.at:%Y-%m-%d}, which is too long ago"
        return ""


def environment_of(root: Path, name: str, process: Mapping[str, str] = os.environ) -> Environment:
    """Return an environment whose sources can be asked. Raises SettingsError, UsageError."""
    own = {key: process[key] for key in process if key not in OF_ONE_SIDE}
    environment = read_environment(name, root, own, reads_only=True)
    if environment.starts_sandbox:
        raise UsageError(f"environment {name!r} has no address: its sandbox is there during a run only")
    return environment


def live_side(root: Path, environment: Environment, file: MirrorFile) -> Side:
    """Return an environment with what its sources say now. Raises SettingsError."""
    tables = read_facts_file(root, environment.name).tables
    facts = gather(Place(environment, tables), sources_of(tables))
    return side_of(environment, facts, tables, file, f"read {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def side_of(
    environment: Environment, facts: Facts, tables: Mapping[str, Mapping[str, Any]], file: MirrorFile, read: str
) -> Side:
    """Return an environment with facts that were gathered."""
    urls = {"web": environment.web_origin, "api": environment.api_origin}
    words = _words(environment.name, urls, {environment.own_word}, tables, file)
    secrets = frozenset(secret_values(environment).values())
    return Side(environment.name, facts, words, read, secrets, sources_of(tables))


def saved_side(root: Path, name: str, path: Path, file: MirrorFile) -> Side:
    """Return an environment with the facts of a document, or of a run's folder. Raises SettingsError, UsageError."""
    refuse_unknown(name, root)
    facts = saved_facts(path / files.FACTS if path.is_dir() else path)
    told = toml_file(root, name)
    urls = {"web": str(told.get("web_url") or ""), "api": str(told.get("api_url") or "")}
    word = {told["says_environment"]} if isinstance(told.get("says_environment"), str) else set()
    tables = read_facts_file(root, name).tables
    words = _words(name, urls, word, tables, file)
    times = [fact.at for fact in facts.known.values()]
    read = f"{path.name}, read {max(times):%Y-%m-%d %H:%M} UTC" if times else path.name
    return Side(name, facts, words, read, sources=sources_of(tables))


def saved_facts(path: Path) -> Facts:
    """Return the facts of a document. Raises UsageError where it is none."""
    try:
        return Facts.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no facts document"
        raise UsageError(f"{path}: {why}") from None


def _words(
    name: str,
    urls: Mapping[str, str | None],
    more: set[str],
    tables: Mapping[str, Mapping[str, Any]],
    file: MirrorFile,
) -> Words:
    by = comparison()
    told = {key: tables.get(key.partition(".")[0], {}).get(key.partition(".")[2]) for key in by.own_names}
    things = {key: value for key, value in told.items() if isinstance(value, str)}
    return words_of(name, urls, {*more, *file.settings.also_named.get(name, ())}, things, by)
