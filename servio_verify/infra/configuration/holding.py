"""Holding of a configuration in a run: one check for each family of rules, and what the scrub must look for."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from servio_verify.environments.model import Environment
from servio_verify.failures.check_errors import CheckError
from servio_verify.infra.configuration.catalogue import Family
from servio_verify.infra.configuration.check import findings
from servio_verify.infra.configuration.digests import SHORTEST
from servio_verify.infra.configuration.look import Look, look
from servio_verify.infra.configuration.rules.placeholders import placeholder
from servio_verify.infra.configuration.rules.secret_values import is_secret_value
from servio_verify.infra.configuration.subject import Setting, Subject
from servio_verify.infra.configuration.task import Task
from servio_verify.secrets import obtained

SHARED = "shared-secret"
_OF_FILES = (Family.FILE, Family.LINES, Family.KEYS)


@dataclass(frozen=True)
class Held:
    """A configuration that was looked at. `no_task` says why nothing is known of the running task."""

    looked: Look
    no_task: str

    @property
    def subject(self) -> Subject:
        """What was looked at."""
        return self.looked.subject

    def hold(self, family: Family) -> None:
        """Raise CheckError where there is a mistake of this family; skip what could not be looked at."""
        if why := self._not_looked_at(family):
            pytest.skip(why)
        told = (each for each in findings(self.subject) if each.decides and each.kind.family is family)
        _refuse([each.text for each in told if each.rule != SHARED])

    def _not_looked_at(self, family: Family) -> str:
        """Return why nothing can be said of this family."""
        it, name = self.subject, self.subject.expected.name
        if family is Family.TASK:
            return "" if it.task else f"what the running task gets: {self.no_task}"
        if it.file is None and (it.task is None or family in _OF_FILES):
            return f"the dotenv file of {name}: no .env.{name} here"
        if family in _OF_FILES[:2]:
            return ""
        if not it.expected.keys:
            return f"which keys and values are right: {it.expected.facts} has no [configuration]"
        if family is Family.KEYS and it.is_own_file:
            return f"which keys Servio lacks: .env.{name} holds only settings of this suite"
        return ""

    def hold_apart(self, name: str) -> None:
        """Raise CheckError where a secret is that environment's too; skip where its secrets are not known here."""
        if name not in self.subject.others:
            pytest.skip(f"whether secrets are those of {name}: .env.{name} is not here")
        _refuse([each.text for each in findings(self.subject) if each.rule == SHARED])


def held(root: Path, environment: Environment, task: Task | str) -> Held:
    """Look at an environment's configuration, and have its secrets scrubbed from all artifacts from now on.

    `task` is what the running task gets, or why that is not known.
    """
    known = task if isinstance(task, Task) else None
    looked = look(root, environment.name, task=known, needed=False)
    obtained.remember(*(part for each in looked.subject.every for part in _secrets(each)), shortest=SHORTEST)
    return Held(looked, task if isinstance(task, str) else "")


def _refuse(mistakes: list[str]) -> None:
    if mistakes:
        more = f" (and {len(mistakes) - 1} more)" if mistakes[1:] else ""
        raise CheckError("\n".join([f"{mistakes[0]}{more}", *mistakes[1:]]))


def _secrets(it: Setting) -> list[str]:
    """Return what is secret in a setting, as it stands and as it is sent."""
    if placeholder(it):
        return []
    if it.is_secret or is_secret_value(it.value):
        return [it.value, it.password]
    raw = it.url.password if it.url else None
    return [it.password, raw or ""]
