"""Alteration: what a fault does to the answers that pass."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ssl import TLSVersion
from urllib.parse import urlsplit

from servio_verify.environments.model import Environment
from servio_verify.proof.exchange import Answer, Request, Side

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Scene:
    """The target that faults are put before."""

    environment: Environment

    def side(self, scheme: str, host: str, port: int, path: str) -> Side:
        """Return whose address it is; where both origins are one, the API's paths tell."""
        told, asked = self.environment, (scheme, host.lower(), port)
        web = (told.web_url, told.web_http_url or told.web_url.replace("https://", "http://"))
        api = (told.api_url, told.api_http_url or told.api_url.replace("https://", "http://"))
        if asked in map(_place, api) and (told.api_url != told.web_url or path.startswith(told.paths.api)):
            return Side.API
        return Side.WEB if asked in map(_place, web) else Side.OTHER


def _place(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme]


@dataclass(frozen=True)
class Handshake:
    """How the proxy greets over TLS in the target's place. The defaults are those of a healthy one."""

    valid_for: timedelta = timedelta(days=60)
    trusted: bool = True
    name: str | None = None
    """Host that the certificate is for, instead of the one that is asked for."""
    oldest: TLSVersion = TLSVersion.TLSv1_2
    newest: TLSVersion = TLSVersion.TLSv1_3


HEALTHY = Handshake()


class Alteration:
    """What a fault does; each method leaves things as they are unless a fault has its own.

    One is made for each run, so that it may keep what passed. The proxy calls it from one thread. What was changed is
    found by the proxy, which compares: an alteration reports nothing.
    """

    def handshake(self, _host: str) -> Handshake:
        """Return how a host of the target greets over TLS."""
        return HEALTHY

    def instead(self, _request: Request) -> Answer | None:
        """Return an answer for which the target is not asked; None to ask it."""
        return None

    def forward(self, request: Request) -> Request:
        """Return what the target is asked instead."""
        return request

    def alter(self, _request: Request, answer: Answer) -> Answer:
        """Return what goes back instead of the target's answer."""
        return answer


Make = Callable[[Scene], Alteration]
"""What a fault is kept as: an alteration is made of it for each run."""
