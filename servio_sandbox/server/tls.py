"""TLS with a certificate authority of the sandbox's own."""

import datetime
import ssl
from pathlib import Path

import trustme


class Tls:
    """TLS configuration of the HTTPS listeners: TLS 1.2 or newer, a certificate for 127.0.0.1 and localhost."""

    def __init__(self, folder: Path) -> None:
        self.lifetime = datetime.timedelta(days=90)
        self.ca_file = folder / "ca.pem"
        self._authority = trustme.CA(organization_name="Servio sandbox")
        self._authority.cert_pem.write_to_path(str(self.ca_file))

    def server_context(self) -> ssl.SSLContext:
        """Return the context of both HTTPS listeners."""
        now = datetime.datetime.now(datetime.UTC)
        certificate = self._authority.issue_cert("127.0.0.1", "localhost", not_after=now + self.lifetime)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        certificate.configure_cert(context)
        return context
