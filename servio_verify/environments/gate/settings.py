"""What a gate, a consent or a bot filter before Servio wants: sent to Servio's own two origins, to nobody else."""

import re
import ssl
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What the name of a header or a cookie is made of (RFC 9110, 5.6.2)."""

_NOT_HERE = {
    "authorization": "give user and password under [basic_auth]; the header itself is Servio's own session",
    "cookie": "give it under [browser] cookies",
    "user-agent": "give it as user_agent",
    **dict.fromkeys(
        ("host", "content-length", "content-type", "expect", "origin", "referer"), "each request has its own"
    ),
    **dict.fromkeys(
        ("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authorization"),
        "it is for one connection alone",
    ),
}


class _Section(BaseModel):
    """A table of an environment's file; nothing in it that is not named here."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


def header_name(name: str) -> str:
    """Return the name where a header may have it and it is not the request's own, else raise ValueError."""
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a header")
    if why := _NOT_HERE.get(name.lower()):
        raise ValueError(f"the header {name} is not set here: {why}")
    return name


def sent_text(value: str) -> str:
    """Return the text where a header may hold it, else raise ValueError without it."""
    if not value or not value.isascii() or not value.isprintable():
        raise ValueError("a header holds printable ASCII characters, at least one")
    return value


def _header_value(value: SecretStr) -> SecretStr:
    sent_text(value.get_secret_value())
    return value


def _totp_secret(value: SecretStr) -> SecretStr:
    from servio_verify.environments.gate.second_factor import generator  # few environments have one

    generator(value.get_secret_value())
    return value


def _cookie_value(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\x21-\x3a\x3c-\x7e]*", value.get_secret_value()):
        raise ValueError("a cookie holds no white space, no semicolon and ASCII characters only; percent-encode it")
    return value


def _cookie_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a cookie")
    return name


def _user(name: str) -> str:
    if ":" in name or not name.isprintable():
        raise ValueError("a user name of basic authentication holds no colon and no control character")
    return name


HeaderName = Annotated[str, AfterValidator(header_name)]
HeaderValue = Annotated[SecretStr, AfterValidator(_header_value)]
Agent = Annotated[str, AfterValidator(sent_text)]
Secret = Annotated[SecretStr, AfterValidator(_totp_secret)]
Headers = dict[HeaderName, HeaderValue]


class BasicAuth(_Section):
    """User and password of basic authentication (RFC 7617)."""

    user: Annotated[str, AfterValidator(_user)] = Field(min_length=1, description="user name, without a colon")
    password: SecretStr = Field(description="its password")


class ClientCertificate(_Section):
    """The certificate that a gate wants of its clients (mutual TLS)."""

    file: Path = Field(description="PEM file of the certificate, with its key where `key` is not given")
    key: Path | None = Field(None, description="PEM file of its key")
    password: SecretStr | None = Field(None, description="password of the key")

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        for path in filter(None, (self.file, self.key)):
            try:
                path.read_bytes()
            except OSError as error:
                raise ValueError(f"{path}: {error.strerror or error}") from None
        try:
            self.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        except ssl.SSLError as error:
            raise ValueError(self._wrong(error)) from None
        return self

    def load_into(self, context: ssl.SSLContext) -> None:
        """Have the context show this certificate."""
        # An empty password, else OpenSSL would ask for one at the terminal.
        context.load_cert_chain(self.file, self.key, self.password.get_secret_value() if self.password else "")

    def _wrong(self, error: ssl.SSLError) -> str:
        key = self.key or self.file
        if error.reason == "KEY_VALUES_MISMATCH":
            return f"{key} is not the key of {self.file}"
        if b"ENCRYPTED" in key.read_bytes():
            return f"the password of {key} is {'wrong' if self.password else 'missing'}: look at its password"
        return f"{self.file}{f' and {self.key}' if self.key else ''}: no certificate and key in PEM"


class BrowserState(_Section):
    """What a browser holds before it sees the first page; the other clients send the cookies too."""

    cookies: dict[Annotated[str, AfterValidator(_cookie_name)], Annotated[SecretStr, AfterValidator(_cookie_value)]] = (
        Field(default_factory=dict, description="cookies of Servio's two origins: name, and value")
    )
    storage: dict[str, SecretStr] = Field(
        default_factory=dict, description="entries of their local storage: name, and value"
    )


class GateSettings(BaseModel):
    """The keys of an environment that a gate is passed by, and the second factor of its accounts."""

    model_config = ConfigDict(defer_build=True)

    headers: Headers = Field(default_factory=dict, description="headers that a gate wants: name, and value")
    basic_auth: BasicAuth | None = Field(None, description="basic authentication of a gate")
    client_certificate: ClientCertificate | None = Field(None, description="certificate that a gate wants to see")
    browser: BrowserState = Field(default_factory=BrowserState, description="what a browser holds to begin with")
    user_agent: Agent | None = Field(None, repr=False, description="what a filter lets through as `User-Agent`")
    totp_secret: Secret | None = None
    totp_secret_2: Secret | None = None
