"""Environment: where one Servio is, and what may be done to it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from servio_verify.environments import fields
from servio_verify.environments.fields import Build, Origin, Reason, Word
from servio_verify.environments.gate.settings import GateSettings
from servio_verify.environments.layout.tables import Layout
from servio_verify.environments.monitoring import MonitoringSettings
from servio_verify.environments.origins import is_loopback
from servio_verify.environments.own.settings import OwnTarget
from servio_verify.environments.pacing import Limits, Watch, WatchedAddress
from servio_verify.environments.session import Session
from servio_verify.environments.waiver import Waivers

PRODUCTION_HOSTS = frozenset({"servio.com", "www.servio.com", "api.servio.com"})
"""Hosts that are read-only whatever a file says (docs/CONTRACT.md, Environments)."""

SANDBOX_ACCOUNT = ("test@example.com", "password")
"""The published account of every local Servio (docs/CONTRACT.md, Environments): no secret."""

MOST_LATE_SECONDS = 120.0
"""A target that is later than this is not waited for: each read after a write waits so long."""

SANDBOX_PASSWORDS = frozenset({"password"})
"""What the accounts of a sandbox have: published, and a word of everyday use."""


class Environment(Layout, GateSettings, OwnTarget):
    """A named target. Frozen; secret values never appear in its repr.

    One whose file asks for a target of our own has no addresses until that is started (`starts_sandbox`, `at`).
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    web_origin: Origin | None = Field(None, alias="web_url", description="origin of the web app")
    api_origin: Origin | None = Field(None, alias="api_url", description="origin of the API")
    web_http_url: Origin | None = Field(None, description="where the web app answers plain HTTP with a redirect")
    api_http_url: Origin | None = Field(None, description="where the API answers plain HTTP with a redirect")
    build: Build | None = Field(None, description="where the build is told")
    writes: bool = Field(False, description="may checks sign in, create and delete?")
    load: bool = Field(False, description="may load be put on it?")
    read_after_write: float = Field(
        0.0, ge=0, le=MOST_LATE_SECONDS, description="seconds that a list, a search or a replica may be late"
    )
    exclusive: bool = Field(False, description="one run at a time (on this machine)?")
    live_payments: bool = Field(False, description="does it take real money? then its Stripe key is a live one")
    allow_http: bool = Field(False, description="may it be spoken to without TLS? (this machine always may)")
    ca_file: Annotated[Path, AfterValidator(fields.authorities)] | None = Field(
        None, description="PEM file of a private certificate authority"
    )
    says_environment: Word | None = Field(
        None, description="the word that it tells of itself, to Sentry too (default: the file's name)"
    )
    sentry_dsn: str | None = Field(None, description="where its pages report errors to; no secret")
    session: Session = Field(Session(), description="what a session promises here")
    accepted_accessibility: dict[str, Reason] = Field(
        default_factory=dict, description="findings of axe that do not decide: rule, and the reason"
    )
    noise: dict[Annotated[str, AfterValidator(fields.excuse)], Reason] = Field(
        default_factory=dict, description="browser complaints that are known: a pattern, and the reason to bear with it"
    )
    dependencies: dict[str, WatchedAddress] = Field(
        default_factory=dict, description="what Servio depends on and has an address of its own: name, and its health"
    )
    limits: Limits = Field(default_factory=Limits, description="limits that no header announces")
    watch: Watch = Field(default_factory=Watch, description="how health and readiness are looked at")
    monitoring: MonitoringSettings = Field(
        default_factory=MonitoringSettings, description="what is asked beside the checks (docs/monitoring.md)"
    )
    led_elsewhere: str = Field("", description="which addresses are not those of the file, and whose they are")
    waivers: Waivers = Field((), alias="waiver", description="checks that are known to fail here")
    email: str | None = None
    password: SecretStr | None = None
    email_2: str | None = None
    password_2: SecretStr | None = None
    api_key: SecretStr | None = None
    secrets: dict[str, SecretStr] = Field(default_factory=dict, repr=False)
    referred: dict[str, SecretStr] = Field(default_factory=dict, repr=False)

    @model_validator(mode="after")
    def _plain_http_only_where_allowed(self) -> Self:
        for key, url in (("web_url", self.web_origin), ("api_url", self.api_origin)):
            parts = urlsplit(url or "")
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
        if (self.writes or self.load) and self.production_hosts:
            raise ValueError(f"{', '.join(self.production_hosts)} is production: writes and load must be false")
        return self

    @model_validator(mode="after")
    def _addresses_or_a_sandbox(self) -> Self:
        missing = [key for key, url in (("web_url", self.web_origin), ("api_url", self.api_origin)) if url is None]
        if missing and not (self.is_own and len(missing) == 2):
            raise ValueError(f"it has no {' and no '.join(missing)}")
        return self

    @property
    def web_url(self) -> str:
        """Origin of the web app. Raises LookupError while the sandbox is not started."""
        return self._started(self.web_origin)

    @property
    def api_url(self) -> str:
        """Origin of the API. Raises LookupError while the sandbox is not started."""
        return self._started(self.api_origin)

    def _started(self, url: str | None) -> str:
        if url is None:
            raise LookupError(f"the sandbox of environment {self.name!r} is not started: it has no address yet")
        return url

    @property
    def own_word(self) -> str:
        """What it calls itself, in its health and to Sentry."""
        return self.says_environment or self.name

    @property
    def production_hosts(self) -> list[str]:
        """Which of its hosts are production's, whatever its file says."""
        return sorted(PRODUCTION_HOSTS & {urlsplit(url or "").hostname for url in (self.web_origin, self.api_origin)})

    @property
    def starts_sandbox(self) -> bool:
        """Whether a run starts a target of our own: the file asks for one and no address overrides it."""
        return self.web_origin is None

    def at(self, addresses: Mapping[str, Any]) -> Self:
        """Return the same environment with what its target says of itself: addresses, account, authority."""
        return self.model_validate(self._values() | dict(addresses))

    def to_settings(self) -> dict[str, Any]:
        """Return all of it as plain values for a process of the same run, secrets included."""
        return {key: fields.revealed(value) for key, value in self._values().items() if value is not None}

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Return the environment that another process of the run handed over."""
        return cls.model_validate(settings)

    def _values(self) -> dict[str, Any]:
        return {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}

    @property
    def has_one_origin(self) -> bool:
        """Whether web app and API are one origin; CORS has no subject then."""
        return self.web_origin == self.api_origin

    @property
    def over_https(self) -> bool:
        """Whether the web app is spoken to over TLS."""
        return self.web_url.startswith("https:")

    def plain_http(self, url: str) -> str | None:
        """Return where that origin answers plain HTTP: as set, or port 80 beside 443; None where it is not known."""
        plain = self.web_http_url if url == self.web_url else self.api_http_url
        if plain is None and urlsplit(url).port in (None, 443):
            return f"http://{urlsplit(url).hostname}"
        return plain

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
