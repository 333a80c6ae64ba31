"""Certificate authority of one proof: signs what the proxy shows in the target's place; its key is never written."""

import ipaddress
import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from servio_verify.proof.alteration import HEALTHY, Handshake

LIFE = timedelta(days=2)
SINCE = timedelta(days=80)
"""How long ago a certificate was issued, by what it says."""


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Authority:
    """An authority that signs for any host, and a second one that nobody trusts."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._stranger = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[tuple[str, Handshake], ssl.SSLContext] = {}

    @property
    def pem(self) -> str:
        """The authority's certificate."""
        return self._own(self._key).public_bytes(serialization.Encoding.PEM).decode()

    def context(self, host: str, handshake: Handshake = HEALTHY) -> ssl.SSLContext:
        """Return what a server of this host greets with."""
        if (host, handshake) not in self._contexts:
            self._contexts[host, handshake] = self._make(host, handshake)
        return self._contexts[host, handshake]

    def _own(self, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        now, name = datetime.now(UTC), _name("servio-verify prove")
        built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        built = built.serial_number(x509.random_serial_number())
        built = built.not_valid_before(now - SINCE - LIFE).not_valid_after(now + LIFE)
        basic = x509.BasicConstraints(ca=True, path_length=0)
        return built.add_extension(basic, critical=True).sign(key, hashes.SHA256())

    def _make(self, host: str, handshake: Handshake) -> ssl.SSLContext:
        signer = self._key if handshake.trusted else self._stranger
        now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
        shown = handshake.name or host
        built = x509.CertificateBuilder().subject_name(_name(shown)).issuer_name(_name("servio-verify prove"))
        built = built.public_key(key.public_key()).serial_number(x509.random_serial_number())
        built = built.not_valid_before(now - SINCE).not_valid_after(now + handshake.valid_for)
        alternative = x509.SubjectAlternativeName([_alternative(shown)])
        certificate = built.add_extension(alternative, critical=False).sign(signer, hashes.SHA256())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        if handshake.oldest < ssl.TLSVersion.TLSv1_2:  # today's OpenSSL speaks these at security level 0 only
            context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is broken
            context.minimum_version, context.maximum_version = handshake.oldest, handshake.newest
        _load(context, certificate, key)
        return context


def _load(context: ssl.SSLContext, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Hand both over: OpenSSL takes them from a file only, which nobody else may read and which is gone at once."""
    pem = serialization.Encoding.PEM
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with tempfile.TemporaryDirectory(prefix="servio-prove-") as folder:
        file = Path(folder, "both.pem")
        file.write_bytes(written + certificate.public_bytes(pem))
        context.load_cert_chain(file)
