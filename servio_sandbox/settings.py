"""Settings of a sandbox, fixed when it starts."""

import re
from dataclasses import dataclass, replace
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

    def seen_as(self, web: str | None, api: str | None) -> "Origins":
        """Return the origins that browsers see where a proxy stands before the sandbox."""
        return replace(self, web=web or self.web, api=api or self.api)

    @property
    def https(self) -> bool:
        """Whether browsers reach the sandbox over TLS."""
        return self.web.startswith("https://")


LIMIT_DIALECTS = ("legacy", "draft-6", "draft-7", "draft-8", "fastify", "slowapi", "flask", "nestjs", "none")


@dataclass(frozen=True)
class StyleOptions:
    """Options of the styles; lifetimes and lags in seconds, the delay in milliseconds."""

    limit_dialect: str | None = None
    token_seconds: float = 300
    search_lag: float = 3
    replica_lag: float = 0.5
    hydration_delay: float = 400
    code_period: int = 30
    sentry_sdk: Path | None = None
    sentry_dsn: str = ""
    sentry_options: str = ""


@dataclass(frozen=True)
class Task:
    """What a sandbox needs to be one of several tasks; `drain` in seconds."""

    redis_url: str | None = None
    redis_ca: Path | None = None
    migrate: bool = True
    listen: str = "127.0.0.1"
    trusted: str = "127.0.0.1"
    drain: float = 0


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
    styles: tuple[str, ...] = ()
    style_options: StyleOptions = StyleOptions()
    faults: tuple[str, ...] = ()
    verbose: bool = False
    task: Task = Task()

    @property
    def shares_parts(self) -> bool:
        """Whether it stands on servers that other tasks use too, and that can be ill while it is well."""
        return bool(self.task.redis_url) or not self.database_url.startswith("sqlite")

    @property
    def public_database_url(self) -> str:
        """Address of the database, without its password."""
        return re.sub(r"(?<=://)([^:@/]*):[^@]*@", r"\1@", self.database_url)
