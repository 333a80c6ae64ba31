"""Settings of a sandbox, fixed when it starts."""

from dataclasses import dataclass
from pathlib import Path


class SandboxError(Exception):
    """The sandbox cannot start; the message is one line for the user."""


@dataclass(frozen=True)
class Person:
    """An account of the seed data; both addresses are fictitious."""

    name: str
    email: str
    password: str


FIRST = Person("Test User", "test@example.com", "password")
SECOND = Person("Second User", "second@example.com", "password")


@dataclass(frozen=True)
class Origins:
    """Origins of the listeners; the plain ones only exist beside HTTPS and redirect to it."""

    web: str
    api: str
    plain_web: str | None = None
    plain_api: str | None = None

    @property
    def https(self) -> bool:
        """Whether browsers reach the sandbox over TLS."""
        return self.web.startswith("https://")


@dataclass(frozen=True)
class Settings:
    """The command line, checked; delays in milliseconds, limits in requests a minute (0 is none)."""

    folder: Path
    origins: Origins
    database_url: str
    api_key: str
    password: str = FIRST.password
    builds: tuple[str, ...] = ("5f3c1a9e2b7d",)
    environment: str = "sandbox"
    delay: float = 0
    jitter: float = 0
    rate_limit: int = 60_000
    sign_in_limit: int = 0
    faults: tuple[str, ...] = ()
    verbose: bool = False
