"""Address of a project of Sentry's: where a DSN leads, and where an envelope went."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from servio_verify.browser.sentry.envelope import Envelope

_ENVELOPE = re.compile(r"/api/(\d+)/(?:envelope|store)/?$")


@dataclass(frozen=True)
class SentryAddress:
    """The host and the number of a project; several keys may lead there."""

    host: str
    project: str

    @classmethod
    def of_dsn(cls, dsn: str) -> Self | None:
        """Return where a DSN leads, `https://KEY@HOST/PROJECT`; None for what is none."""
        try:
            parts = urlsplit(dsn)
        except ValueError:
            return None
        project = parts.path.rstrip("/").rpartition("/")[2]
        return cls(parts.netloc.rpartition("@")[2].lower(), project) if parts.username and project else None

    @classmethod
    def of_envelope(cls, url: str, envelope: Envelope) -> Self | None:
        """Return where an envelope went, through whichever tunnel; None where it does not say so."""
        parts = urlsplit(url)
        found = _ENVELOPE.search(parts.path)
        return cls.of_dsn(envelope.dsn) or (cls(parts.netloc.lower(), found[1]) if found else None)

    def __str__(self) -> str:
        """The line for people."""
        return f"project {self.project} of {self.host}"
