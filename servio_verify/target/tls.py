"""Looks at the TLS of an origin, one handshake at a time."""

import ssl
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from servio_verify.environments import proxies
from servio_verify.environments.gate import current as admitted
from servio_verify.environments.model import PRODUCTION_HOSTS
from servio_verify.traffic import tunnel

HANDSHAKE_SECONDS = 10.0


class HelloUnansweredError(TimeoutError):
    """A handshake that nobody finishes, as where a firewall drops the hello of a version that it does not like."""


def accepts(url: str, version: ssl.TLSVersion) -> bool:
    """Return whether the origin completes a handshake in just this version of TLS."""
    try:
        return _completes(url, version)
    except HelloUnansweredError:
        return False


def accepts_any(url: str, versions: Iterable[ssl.TLSVersion]) -> bool:
    """Return whether it does in one of these. Raises HelloUnansweredError where it does not, and leaves one unanswered.

    A firewall may drop the hello of an old version; where nobody answers today's, nothing is known of the version.
    """
    unanswered: list[HelloUnansweredError] = []
    for version in versions:
        try:
            if _completes(url, version):
                return True
        except HelloUnansweredError as error:
            unanswered.append(error)
    if unanswered:
        raise unanswered[0]
    return False


def _completes(url: str, version: ssl.TLSVersion) -> bool:
    context = _believing(url)
    # Today's OpenSSL offers TLS 1.0 and 1.1 at security level 0 only; without it this could never find them.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the old versions are what is looked for
        context.minimum_version = context.maximum_version = version
    try:
        _handshake(url, context).close()
    except ConnectionRefusedError:  # nobody is there to refuse a version
        raise
    except (ssl.SSLError, ConnectionError):
        return False
    return True


def certificate_validity(url: str, context: ssl.SSLContext) -> timedelta:
    """Return how long the certificate is still valid; ssl.SSLCertVerificationError where it is not trusted."""
    with _handshake(url, context) as connection:
        certificate = connection.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return datetime.fromtimestamp(ends, UTC) - datetime.now(UTC)


def certificate(url: str) -> bytes:
    """Return the certificate that an origin shows, as DER, whether it can be trusted or not."""
    with _handshake(url, _believing(url)) as connection:
        return connection.getpeercert(binary_form=True) or b""


def newest_http(url: str) -> str | None:
    """Return which of HTTP/2 and HTTP/1.1 the origin chooses where it is offered both (RFC 7301); None for neither."""
    context = _believing(url)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with _handshake(url, context) as connection:
        return {"h2": "HTTP/2", "http/1.1": "HTTP/1.1"}.get(connection.selected_alpn_protocol() or "")


def description(url: str) -> str:
    """Return version and cipher that a handshake ends with, whatever the certificate."""
    context = _believing(url)
    with _handshake(url, context) as connection:
        cipher = connection.cipher()
        return f"{connection.version()} {cipher[0] if cipher else ''}".strip()


def share_a_name(one: str, other: str) -> bool:
    """Return whether two addresses are of one host, or of hosts beside each other: their last two names are the same.

    So `www.staging.servio.com` stands beside `staging.servio.com`; what is beside an IP address is another host.
    """
    return _last_names(one) == _last_names(other)


def leads_to_production(told: str, here: str) -> bool:
    """Return whether an address is production's where this one is not, though it may share a name with it."""
    return urlsplit(told).hostname in PRODUCTION_HOSTS and urlsplit(here).hostname not in PRODUCTION_HOSTS


def _last_names(url: str) -> list[str]:
    names = (urlsplit(url).hostname or "").split(".")
    return names if names[-1].isdigit() else names[-2:]


def _believing(url: str) -> ssl.SSLContext:
    """Return a context that believes anybody, and shows the certificate that a gate before this address wants."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    admission = admitted.admission()
    if admission.certificate and admission.is_for(url):
        admission.certificate.load_into(context)
    return context


def _handshake(url: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = tunnel.connect(host, parts.port or 443, proxies.proxy_for(url), HANDSHAKE_SECONDS)
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except TimeoutError as error:
        connection.close()
        raise HelloUnansweredError(f"{url} does not finish a handshake within {HANDSHAKE_SECONDS:.0f} s") from error
    except BaseException:
        connection.close()
        raise
