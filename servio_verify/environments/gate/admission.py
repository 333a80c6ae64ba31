"""Admission: what a request carries to get past a gate, to Servio's own two origins and nowhere else."""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:  # who makes load has no settings, and is told what to carry
    from servio_verify.environments.gate.settings import ClientCertificate
    from servio_verify.environments.model import Environment

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Admission:
    """`headers` go with each request; a session's own `Authorization` is stronger than basic authentication's."""

    addresses: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    authorization: str = field(default="", repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    storage: Mapping[str, str] = field(default_factory=dict, repr=False)
    certificate: "ClientCertificate | None" = None

    @classmethod
    def to(cls, environment: "Environment") -> Self:
        """Return what gets a request into this environment; its addresses must be known."""
        agent = {"User-Agent": environment.user_agent} if environment.user_agent else {}
        login = environment.basic_auth
        pair = f"{login.user}:{login.password.get_secret_value()}" if login else ""
        return cls(
            tuple(dict.fromkeys((environment.web_url, environment.api_url))),
            {name: value.get_secret_value() for name, value in environment.headers.items()} | agent,
            f"Basic {base64.b64encode(pair.encode()).decode()}" if pair else "",
            {name: value.get_secret_value() for name, value in environment.browser.cookies.items()},
            {name: value.get_secret_value() for name, value in environment.browser.storage.items()},
            environment.client_certificate,
        )

    def is_for(self, url: str) -> bool:
        """Return whether the address is of one of the origins: scheme, host and port are the same."""
        return origin_of(url) in map(origin_of, self.addresses)

    def headers_for(self, url: str, own: Collection[str] = ()) -> dict[str, str]:
        """Return the headers for a request without its cookies; `own` are the names of those that it has already."""
        if not self.is_for(url):
            return {}
        has_session = "authorization" in {name.lower() for name in own}
        login = {"Authorization": self.authorization} if self.authorization and not has_session else {}
        return {**self.headers, **login}

    def cookie_line(self, url: str, own: str = "") -> str:
        """Return the `Cookie` header of a request; `own` is what it has already."""
        pairs = [f"{name}={value}" for name, value in self.cookies.items()] if self.is_for(url) else []
        return "; ".join([*filter(None, [own]), *pairs])

    @property
    def needs_headers(self) -> bool:
        """Whether there is a header that a request must carry."""
        return bool(self.headers or self.authorization)


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


NOBODY = Admission()
