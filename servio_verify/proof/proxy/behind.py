"""The target behind the proxy: what it is trusted by, and how it greets over TLS when nothing is broken."""

import asyncio
import ssl
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from ssl import TLSVersion

from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import HEALTHY, Handshake
from servio_verify.target import tls

OLD = (TLSVersion.TLSv1, TLSVersion.TLSv1_1)
ENOUGH = timedelta(days=60)
"""Validity beyond which a certificate's end is nobody's business; days are kept, so that few are made."""


@dataclass
class Behind:
    """What is asked once for all connections."""

    environment: Environment
    _greetings: dict[str, asyncio.Future[Handshake]] = field(default_factory=dict)

    @cached_property
    def trusted(self) -> ssl.SSLContext:
        """What verifies its certificate; it shows the client's, where a gate wants one."""
        return trust.client_context(self.environment)

    async def greeting(self, origin: str) -> Handshake:
        """Return how an origin greets, as far as a run looks: trusted or not, until when, which versions."""
        if origin not in self._greetings:
            looking = asyncio.to_thread(_greeting, origin, self.trusted)
            self._greetings[origin] = asyncio.ensure_future(looking)
        return await asyncio.shield(self._greetings[origin])


def _greeting(origin: str, trusted: ssl.SSLContext) -> Handshake:
    try:
        left = tls.certificate_validity(origin, trusted)
    except ssl.SSLCertVerificationError:
        return replace(HEALTHY, trusted=False)
    except (OSError, ValueError, KeyError):
        return HEALTHY  # it is not there, or says nothing: whoever asks it gets to know
    oldest = next((version for version in OLD if _speaks(origin, version)), HEALTHY.oldest)
    newest = HEALTHY.newest if _speaks(origin, HEALTHY.newest) else TLSVersion.TLSv1_2
    return Handshake(valid_for=min(ENOUGH, left), oldest=oldest, newest=newest)


def _speaks(origin: str, version: TLSVersion) -> bool:
    try:
        return tls.accepts(origin, version)
    except OSError:
        return False


def met(handshake: Handshake, version: str | None) -> bool:
    """Return whether a handshake that ended in this version, or was refused by the client (None), met what is wrong."""
    shown = replace(handshake, oldest=HEALTHY.oldest, newest=HEALTHY.newest) != HEALTHY
    if version is None:
        return shown or handshake.newest < TLSVersion.TLSv1_2
    return shown or version in ("TLSv1", "TLSv1.1") or handshake.newest != HEALTHY.newest
