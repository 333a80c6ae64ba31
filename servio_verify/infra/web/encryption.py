"""TLS of one origin: versions, newest HTTP, certificate. Nothing of it is set where plain HTTP is spoken."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.infra.address import cut
from servio_verify.infra.facts import Unread, Value
from servio_verify.target import tls

TOLD = {
    "tls_lowest": "the oldest TLS that is accepted",
    "tls_highest": "the newest TLS that is accepted",
    "newest_http": "which of HTTP/2 and HTTP/1.1 is chosen where both are offered",
    "certificate_trusted": "whether the certificate is trusted, for this name and today",
    "certificate_issuer": "who issued the certificate",
    "certificate_names": "the names that the certificate is for",
    "certificate_days": "days until the certificate ends, whole ones",
}

_VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


def read(environment: Environment, url: str) -> dict[str, Value | Unread]:
    """Return the facts of an origin's TLS."""
    if not url.startswith("https:"):
        return dict.fromkeys(TOLD)
    try:
        accepted = [name for name, version in _VERSIONS.items() if tls.accepts(url, version)]
        ends = {"tls_lowest": accepted[0], "tls_highest": accepted[-1]} if accepted else {}
        return {
            **ends,
            "newest_http": tls.newest_http(url),
            "certificate_trusted": _is_trusted(environment, url),
            **dict(_certificate(tls.certificate(url))),
        }
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        return dict.fromkeys(TOLD, Unread(cut(f"TLS of {url}: {error}")))


def _is_trusted(environment: Environment, url: str) -> bool:
    try:
        tls.certificate_validity(url, trust.client_context(environment))
    except ssl.SSLCertVerificationError:
        return False
    return True


def _certificate(encoded: bytes) -> Iterator[tuple[str, Value]]:
    from cryptography import x509  # 50 ms, and only where there is TLS

    known = x509.load_der_x509_certificate(encoded)
    yield "certificate_issuer", known.issuer.rfc4514_string()
    yield "certificate_days", (known.not_valid_after_utc - datetime.now(UTC)).days
    try:
        names = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        yield "certificate_names", ()
    else:
        yield "certificate_names", tuple(sorted(str(name.value) for name in names))
