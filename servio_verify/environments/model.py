"""An environment: where one Servio is, and what may be done to it."""

import ipaddress
import re
import ssl
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

PRODUCTION_HOSTS = frozenset({"servio.com", "www.servio.com", "api.servio.com"})
"""Hosts that are read-only whatever a file says (docs/CONTRACT.md, Environments)."""

SANDBOX_ACCOUNT = ("test@example.com", "password")
"""The published account of every local Servio (docs/CONTRACT.md, Environments): no secret."""

MOST_LATE_SECONDS = 120.0
"""A target that is later than this is not waited for: each read after a write waits so long."""

SANDBOX_PASSWORDS = frozenset({"password"})
"""What the accounts of a sandbox have: published, and a word of everyday use."""

ANY_PORT = "http://127.0.0.1:0"
"""The address of a sandbox that has not been started yet."""


class Tier(StrEnum):
    """A kind of check; the folder under `tests/` decides it."""

    SMOKE = "smoke"
    E2E = "e2e"
    LOAD = "load"


def is_loopback(host: str) -> bool:
    """Return whether the host is this machine (plain HTTP to it never leaves the machine)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> str:
    """Return the URL as an origin, without the slash at its end; raise ValueError where it is none."""
    if "@" in url:  # not shown: what stands before it is a secret
        raise ValueError("it holds a user name; give the origin only, like https://staging.example.com")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname or ""):
        raise ValueError(f"{url!r} is no http(s) URL; write it like https://staging.example.com")
    _ = parts.port  # raises ValueError for a port that is none
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{url!r} has a path; give the origin only: {parts.scheme}://{parts.netloc}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_host(name: str) -> bool:
    try:
        return bool(name.encode("idna")) and not re.search(r"\s", name)
    except UnicodeError:
        return False


def build_source(text: str) -> str:
    """Return the text where it says a place where builds are told, else raise ValueError."""
    kind, _, place = text.partition(":")
    if kind not in ("header", "json", "asset") or not place:
        raise ValueError(f"{text!r} must be header:NAME, json:PATH or asset:REGEX")
    if kind == "asset":
        _pattern(place)
    return text


def excuse(pattern: str) -> str:
    """Return the pattern of a known complaint; raise ValueError where it is none, or excuses whatever there is."""
    if _pattern(pattern).search(""):
        raise ValueError(f"{pattern!r} fits every complaint; say which one is known")
    return pattern


def authorities(path: Path) -> Path:
    """Return the path where it leads to certificates in PEM, else raise ValueError."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        raise ValueError(f"{path}: {error.strerror or error}; it must be a file of certificates in PEM") from None
    return path


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None


Origin = Annotated[str, AfterValidator(origin)]


EVERY_SESSION = "every session"


class Session(BaseModel):
    """What a session promises here; by default what docs/CONTRACT.md says, Web app."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    http_only: bool = True
    secure: bool = True
    ends_on_server: bool = True
    sign_out_ends: Literal["this session", "every session"] = "this session"

    @property
    def unpromised(self) -> tuple[str, ...]:
        """What is not promised here, and so not covered."""
        told = {
            "that scripts cannot read the session cookie: [session] http_only = false": self.http_only,
            "that the session cookie is sent over HTTPS only: [session] secure = false": self.secure,
        }
        return tuple(line for line, promised in told.items() if not promised)


class Environment(BaseModel):
    """A named target. Frozen; secret values never appear in its repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    web_url: Origin = Field(description="origin of the web app")
    api_url: Origin = Field(description="origin of the API")
    web_http_url: Origin | None = Field(None, description="where the web app answers plain HTTP with a redirect")
    api_http_url: Origin | None = Field(None, description="where the API answers plain HTTP with a redirect")
    build: Annotated[str, AfterValidator(build_source)] | None = Field(None, description="where the build is told")
    writes: bool = Field(False, description="may checks sign in, create and delete?")
    load: bool = Field(False, description="may load be put on it?")
    read_after_write: float = Field(
        0.0, ge=0, le=MOST_LATE_SECONDS, description="seconds that a list, a search or a replica may be late"
    )
    exclusive: bool = Field(False, description="one run at a time (on this machine)?")
    live_payments: bool = Field(False, description="does it take real money? then its Stripe key is a live one")
    allow_http: bool = Field(False, description="may it be spoken to without TLS? (this machine always may)")
    ca_file: Annotated[Path, AfterValidator(authorities)] | None = Field(
        None, description="PEM file of a private certificate authority"
    )
    session: Session = Field(Session(), description="what a session promises here")
    sandbox: tuple[str, ...] | None = Field(None, description="start a sandbox with these arguments")
    accepted_accessibility: dict[str, str] = Field(
        default_factory=dict, description="findings of axe that do not decide: rule, and the reason"
    )
    noise: dict[Annotated[str, AfterValidator(excuse)], str] = Field(
        default_factory=dict, description="browser complaints that are known: a pattern, and the reason to bear with it"
    )
    email: str | None = None
    password: SecretStr | None = None
    email_2: str | None = None
    password_2: SecretStr | None = None
    api_key: SecretStr | None = None
    secrets: dict[str, SecretStr] = Field(default_factory=dict, repr=False)

    @model_validator(mode="after")
    def _plain_http_only_where_allowed(self) -> Self:
        for key, url in (("web_url", self.web_url), ("api_url", self.api_url)):
            parts = urlsplit(url)
            if parts.scheme == "http" and not self.allow_http and not is_loopback(parts.hostname or ""):
                raise ValueError(f"{key} must be https:// here, not {url}")
        return self

    @model_validator(mode="after")
    def _second_account_is_whole(self) -> Self:
        if (self.email_2 is None) != (self.password_2 is None):
            there, missing = ("EMAIL", "PASSWORD") if self.email_2 else ("PASSWORD", "EMAIL")
            raise ValueError(f"SERVIO_{there}_2 needs SERVIO_{missing}_2: the second account has both, or neither")
        if self.email_2 and self.email_2 == self.email:
            raise ValueError("SERVIO_EMAIL_2 is SERVIO_EMAIL: the second account must be another one")
        return self

    @model_validator(mode="after")
    def _production_is_read_only(self) -> Self:
        hosts = {urlsplit(url).hostname for url in (self.web_url, self.api_url)}
        if (self.writes or self.load) and (found := sorted(PRODUCTION_HOSTS & hosts)):
            raise ValueError(f"{', '.join(found)} is production: writes and load must be false")
        return self

    @property
    def starts_sandbox(self) -> bool:
        """Whether a run starts a sandbox of its own: the file asks for one and no address overrides it."""
        return self.sandbox is not None and self.web_url == ANY_PORT

    @property
    def over_https(self) -> bool:
        """Whether the web app is spoken to over TLS."""
        return self.web_url.startswith("https:")

    def plain_http(self, url: str) -> str | None:
        """Return where that origin answers plain HTTP: as set, or port 80 beside 443; None where it is not known."""
        told = self.web_http_url if url == self.web_url else self.api_http_url
        if told is None and urlsplit(url).port in (None, 443):
            return f"http://{urlsplit(url).hostname}"
        return told

    @property
    def credentials(self) -> tuple[str, str]:
        """E-mail and password of the test user."""
        if self.email is None or self.password is None:
            raise LookupError(f"environment {self.name!r} has no test user")
        return self.email, self.password.get_secret_value()

    @property
    def second_credentials(self) -> tuple[str, str] | None:
        """E-mail and password of the second account; None where the environment has none."""
        if self.email_2 is None or self.password_2 is None:
            return None
        return self.email_2, self.password_2.get_secret_value()

    @property
    def accounts(self) -> tuple[tuple[str, str], ...]:
        """Every account that the environment has."""
        return (self.credentials, *filter(None, [self.second_credentials]))

    def refusal(self, tier: Tier) -> str | None:
        """Return why this tier may not run here, or None where it may."""
        if tier is Tier.E2E and not self.writes:
            return f"e2e checks write, and environment {self.name!r} is read-only (writes = false)"
        if tier is Tier.LOAD and not self.load:
            return f"environment {self.name!r} allows no load (load = false)"
        return None
