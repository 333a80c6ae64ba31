"""Subject of the rules: what is looked at, what is expected of it, and each single setting in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.expected import Expected
from servio_verify.infra.configuration.finding import Finding, found, printable
from servio_verify.infra.configuration.forms import FORMS
from servio_verify.infra.configuration.task import Task

PUBLIC = "NEXT_PUBLIC_"
"""What the keys begin with that Next.js builds into its pages."""

SECRET_NAME = re.compile(
    r"(SECRET|PASSWORD|PASSWD|(PRIVATE|SECRET|SERVICE_ROLE)_KEY|SERVICE_ROLE|(ACCESS|AUTH)_TOKEN)(_2)?$"
)
"""What the names of secrets end with."""

_MORE_HOSTS = re.compile(
    r"((?!https?:)[a-z][\w+.-]*://(?:[^/?#@]*@)?[^/?#@,]+)((?:,[^/?#@,]+)+)(?=[/?]|$)", re.IGNORECASE
)
"""An address of several servers, as PostgreSQL and MongoDB take it: the first of them, then the others."""

OWN = "SERVIO_"
"""What the keys of this suite begin with: they may stand in the same file."""


@dataclass(frozen=True)
class Setting:
    """One key with the value that the application gets, and where it stands: a line of the file, or the task."""

    key: str
    value: str = field(repr=False)
    source: str
    expected: Expected = field(repr=False)
    line: int = 0

    @property
    def form(self) -> str:
        """The form that its value must have."""
        return self.expected.form(self.key)

    @property
    def is_secret(self) -> bool:
        """Whether its value is a secret: the facts file says so, or its name does."""
        expected = self.expected
        if expected.is_secret(self.key):
            return True
        is_public = self.key in expected.table.public or self.key.startswith(PUBLIC)
        return not is_public and bool(SECRET_NAME.search(self.key))

    @cached_property
    def url(self) -> SplitResult | None:
        """The value as an address, of several servers that of the first; None where it is none that can be read."""
        if "://" not in self.value:
            return None
        try:
            parts = urlsplit(_MORE_HOSTS.sub(r"\1", self.value))
            _ = parts.port  # raises ValueError where it is no number: then a password's : or / is taken for a part
            return parts if parts.hostname and parts.netloc.count("@") < 2 else None
        except ValueError:
            return None

    @property
    def host(self) -> str:
        """The host of its address."""
        return (self.url.hostname or "") if self.url else ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of its address, in lower case."""
        more = _MORE_HOSTS.match(self.value) if self.url else None
        others = more[2].lower().split(",")[1:] if more else ()
        return (self.host, *(each.rpartition(":")[0] or each for each in others)) if self.url else ()

    @property
    def password(self) -> str:
        """The password in its address."""
        return unquote(self.url.password or "") if self.url else ""

    @property
    def is_address(self) -> bool:
        """Whether its value must be an address."""
        form = FORMS.get(self.form)
        return bool(form and form.schemes)

    def found(self, rule: str, **words: str) -> Finding:
        """Return a finding about it."""
        key = printable(self.key, self.expected.keys)
        return found(rule, self.source, key, (self.line,) if self.line else (), **words)


@dataclass(frozen=True)
class Subject:
    """All that is looked at together. `others` holds the digests of other environments' secrets, by name and key."""

    expected: Expected
    file: DotenvFile | None = None
    task: Task | None = None
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    digest_key: bytes = b""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def in_file(self) -> dict[str, Setting]:
        """The settings of the file, by key."""
        if self.file is None:
            return {}
        name, expected = self.file.name, self.expected
        return {
            key: Setting(key, each.value or "", name, expected, each.line) for key, each in self.file.values.items()
        }

    @cached_property
    def in_task(self) -> tuple[Setting, ...]:
        """The settings of the task whose value can be read."""
        return tuple(self._of_task())

    @property
    def every(self) -> tuple[Setting, ...]:
        """The settings of both."""
        return (*self.in_file.values(), *self.in_task)

    @cached_property
    def is_own_file(self) -> bool:
        """Whether the file holds settings of this suite, and of Servio's at most the secrets to look for."""
        keys = self.in_file
        plain = [key for key in keys if key in self.expected.table.required and not self.expected.is_secret(key)]
        return any(key.startswith(OWN) for key in keys) and not plain

    def _of_task(self) -> Iterator[Setting]:
        for each in self.task.variables if self.task else ():
            if each.value is not None:
                yield Setting(each.name, each.value, place_of(each.container), self.expected)


def place_of(container: str) -> str:
    """Return where a variable of the task stands."""
    return f"task, {container}" if re.fullmatch(r"[\w.-]{1,60}", container, re.ASCII) else "task"
