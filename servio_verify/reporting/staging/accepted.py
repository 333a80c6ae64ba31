"""Last accepted run of an environment: a GO that read facts; what the document says of it is public."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from servio_verify.environments.layers.files import toml_file
from servio_verify.errors import UsageError
from servio_verify.infra.facts import Facts, Unread, shown
from servio_verify.infra.mirror.check import runs_with_facts
from servio_verify.infra.mirror.side import saved_facts
from servio_verify.reporting.staging import contents
from servio_verify.reporting.staging.public import public
from servio_verify.results import history
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

LOOKED_BACK = 200
"""Runs of the history among which the last accepted one is looked for."""


class Shown(BaseModel):
    """A fact as the document shows it."""

    model_config = ConfigDict(frozen=True)

    value: str
    at: datetime


class Accepted(BaseModel):
    """A run that was accepted; the empty one stands for none."""

    model_config = ConfigDict(frozen=True)

    run: str = ""
    verdict: str = ""
    build: str = ""
    ended: datetime | None = None
    facts: dict[str, Shown] = {}

    @classmethod
    def of(cls, result: Result, facts: Facts) -> Self:
        """Return what the document shows of this run."""
        known = {name: facts.known[name] for name in (line.fact for line in contents.lines()) if name in facts.known}
        read = {
            name: Shown(value=public(shown(fact.value).strip("'")), at=fact.at)
            for name, fact in known.items()
            if not isinstance(fact.value, Unread)
        }
        build = public(result.attestation.build or "")
        return cls(run=result.run, verdict=result.verdict.value, build=build, ended=result.ended, facts=read)

    @classmethod
    def from_comment(cls, text: str) -> Self | None:
        """Return what a document says that it was made of; None where it says nothing of it."""
        _, found, rest = text.partition(_BEGIN)
        try:
            return cls.model_validate_json(rest.partition(_END)[0]) if found else None
        except ValueError:
            return None

    def to_comment(self) -> str:
        """Return it as a comment of the document."""
        told = json.dumps(self.model_dump(mode="json"), sort_keys=True).replace("--", "-\\u002d")
        return f"{_BEGIN}{told}{_END}"


_BEGIN, _END = "<!-- made of: ", " -->"


def _was_led_elsewhere(root: Path, result: Result) -> bool:
    """Return whether the run looked at other addresses than the environment's file has: its facts are another's."""
    told = toml_file(root, result.environment)
    asked = {"web_url": result.web_url, "api_url": result.api_url}
    return any(told.get(key) and str(told[key]).rstrip("/") != url for key, url in asked.items())


def of_folder(root: Path, folder: Path, environment: str) -> Accepted:
    """Return the run of this folder. Raises UsageError where it was not accepted, or is none."""
    try:
        result = Result.model_validate_json((folder / files.VERDICT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"{folder}: it holds no {files.VERDICT}") from None
    if result.environment != environment or result.verdict is not Verdict.GO:
        raise UsageError(f"{folder}: {result.verdict} for {result.environment}: give a GO for {environment}")
    if _was_led_elsewhere(root, result):
        raise UsageError(f"{folder}: it looked at {result.web_url} and {result.api_url}, which are not {environment}'s")
    return Accepted.of(result, saved_facts(folder / files.FACTS))


def latest(root: Path, runs: Path, environment: str) -> Accepted:
    """Return the last accepted run that the history or the folder of runs knows; the empty one where there is none.

    It looked at the addresses of the environment's file.
    """
    found = {result.run: (folder, result) for folder, result in _known(runs, environment)}
    good = [run for run in found if found[run][1].verdict is Verdict.GO and found[run][1].environment == environment]
    for run in sorted(good, reverse=True):
        folder, result = found[run]
        if _was_led_elsewhere(root, result):
            continue
        try:
            return Accepted.of(result, saved_facts(folder / files.FACTS))
        except UsageError:
            continue
    return Accepted()


def _known(runs: Path, environment: str) -> Iterator[tuple[Path, Result]]:
    yield from runs_with_facts(runs)
    try:
        with history.opened(history.path()) as kept:
            results = kept.latest(environment, LOOKED_BACK)
    except (sqlite3.Error, OSError):
        return
    yield from ((result.folder, result) for result in results if (result.folder / files.FACTS).is_file())
