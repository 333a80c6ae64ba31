"""The look at an environment's configuration: its file, its task and the secrets of its neighbours, as one subject."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from servio_verify.errors import UsageError
from servio_verify.infra.configuration.digests import digests
from servio_verify.infra.configuration.dotenv_file import DotenvFile, read_dotenv
from servio_verify.infra.configuration.expected import Expected, read_expected
from servio_verify.infra.configuration.subject import Subject
from servio_verify.infra.configuration.task import Task


@dataclass(frozen=True)
class Look:
    """What was looked at, and in one line each what was not."""

    subject: Subject
    not_covered: tuple[str, ...]


def dotenv_path(root: Path, name: str) -> Path:
    """Return where the dotenv file of an environment is, or would be."""
    return root / f".env.{name}"


def look(root: Path, name: str, file: Path | None = None, task: Task | None = None, needed: bool = True) -> Look:
    """Return what is known of the configuration. Raises UsageError.

    Without a file that is named, the environment's own is taken, which may be missing where there is a task, or
    where it is not needed.
    """
    expected = read_expected(root, name)
    path = file or dotenv_path(root, name)
    may_lack = file is None and (task is not None or not needed)
    read = None if may_lack and not path.exists() else read_dotenv(path)
    own = Subject(expected, read, task, digest_key=os.urandom(32))
    others, unread = _others(root, own)
    return Look(replace(own, others=others), (*_not_covered(expected, read, task), *unread))


def _not_covered(expected: Expected, file: DotenvFile | None, task: Task | None) -> list[str]:
    lines = []
    if not expected.keys:
        lines.append(f"which keys and values are right: {expected.facts} has no [configuration]")
    if file is None:
        lines.append(f"the dotenv file: .env.{expected.name} is not here")
    if task is None:
        lines.append("what the running task gets: no task definition was given")
    elif task.reading_files:
        lines.append(f"what the task reads from environmentFiles ({', '.join(task.reading_files)})")
    return lines


def _others(root: Path, own: Subject) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the digests of the neighbours' secrets, and whose secrets are not known here."""
    known, unread = {}, []
    for name in own.expected.others:
        try:
            file = read_dotenv(dotenv_path(root, name))
        except UsageError:
            unread.append(f"whether secrets are those of {name}: .env.{name} cannot be read here")
            continue
        if own.file and file.text == own.file.text:
            continue
        theirs = Subject(own.expected, file)
        known[name] = digests(theirs.in_file.values(), own.digest_key)
    return known, unread
