"""The TLS of an origin: version, issuer and days left, or why its certificate is not trusted."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx

from servio_verify.doctor.finding import NO_GO, SETTINGS, TARGET, Finding, well, wrong
from servio_verify.environments.model import Environment
from servio_verify.failures.gate_settings import certificate_gate
from servio_verify.failures.intermediary import intermediary, what_to_do
from servio_verify.target.probe import Answer

FEWEST_DAYS = 14
"""A certificate must be valid for so long (docs/CONTRACT.md, API)."""

_EXPIRED, _NOT_YET, _MISMATCH = (10,), (9,), (62, 64)
"""OpenSSL's codes of X509_V_ERR; 18 to 21 are the kinds of a chain that ends at no known authority."""


def look(environment: Environment, answer: Answer, key: str) -> Finding:
    """Return what an answer, or the failure to get one, says of the TLS. `key`: the setting of the address."""
    if isinstance(answer.raised, httpx.ProxyError):
        return _refused_by_proxy(answer)
    if answer.url.startswith("http:"):
        return well("TLS", "none: plain HTTP, as the address says")
    error = next(_raised(answer.raised, ssl.SSLError), None)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _untrusted(environment, error, key)
    if error is not None:
        return _broken(error, key)
    if answer.tls is None:
        said = "no answer in time" if isinstance(answer.raised, httpx.TimeoutException | TimeoutError) else answer.error
        return wrong("TLS", f"no handshake: {said}", "its keeper looks at the TLS listener")
    return _certificate(answer.tls)


def _certificate(tls: ssl.SSLObject | ssl.SSLSocket) -> Finding:
    certificate: dict[str, Any] = dict(tls.getpeercert() or {})
    if "notAfter" not in certificate:  # a proxy that breaks TLS open was trusted, or the client does not verify
        return well("TLS", f"{tls.version()}, certificate not verified")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    days = (ends - datetime.now(UTC)).days
    said = f"{tls.version()}, trusted, issued by {_issuer(certificate)}, valid until {ends:%Y-%m-%d} ({days} days)"
    if days < FEWEST_DAYS:
        advice = f"renew the certificate: smoke wants {FEWEST_DAYS} days more"
        return wrong("TLS", said, advice, NO_GO, stops=False)
    return well("TLS", said)


def _untrusted(environment: Environment, error: ssl.SSLCertVerificationError, key: str) -> Finding:
    said = f"the certificate is not trusted: {error.verify_message}"
    if error.verify_code in _EXPIRED:
        return wrong("TLS", said, "renew the certificate (or this machine's clock is ahead: see clock)", NO_GO)
    if error.verify_code in _NOT_YET:
        return wrong("TLS", said, "this machine's clock is behind, or the certificate is of the future", NO_GO)
    if error.verify_code in _MISMATCH:
        return wrong("TLS", said, f"correct {key}, or have a certificate for this name", SETTINGS)
    known = "another PEM file than ca_file's" if environment.ca_file else 'ca_file = "FILE.pem"'
    own = f"a private authority? set {known}; a public one? then the server must send the whole chain"
    return wrong("TLS", said, own, SETTINGS)


def _broken(error: ssl.SSLError, key: str) -> Finding:
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if who := certificate_gate(str(error)):
        return wrong("TLS", who, what_to_do(who), SETTINGS)
    if "wrong version number" in reason or "record layer" in reason:
        advice = f"correct {key}: is it http://, or another port?"
        return wrong("TLS", f"no TLS is spoken there ({reason})", advice, SETTINGS)
    return wrong("TLS", f"the handshake failed: {reason}", "its keeper looks at the TLS listener", TARGET)


def _refused_by_proxy(answer: Answer) -> Finding:
    if "407" in str(answer.raised):
        who = str(intermediary(answer.url, 407, {}))
        return wrong("TLS", who, what_to_do(who))
    return wrong("TLS", f"the proxy does not lead there: {answer.raised}", "look at HTTPS_PROXY, NO_PROXY, its keeper")


def _issuer(certificate: dict[str, Any]) -> str:
    names = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    return str(names.get("organizationName") or names.get("commonName") or "an unnamed authority")


def _raised(error: BaseException | None, kind: type[ssl.SSLError]) -> Iterator[ssl.SSLError]:
    """Yield the errors of that kind among what an error was raised from."""
    while error is not None:
        if isinstance(error, kind):
            yield error
        error = error.__cause__ or error.__context__
