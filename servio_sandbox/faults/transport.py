"""Faults that only HTTPS can have."""

import datetime
import ssl

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import swap
from servio_sandbox.faults.registry import fault


@fault("tls-1-1", "smoke", "TLS 1.1 is accepted", https=True)
def _(sandbox: Sandbox) -> None:
    def old_context() -> ssl.SSLContext:
        context: ssl.SSLContext = own()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        return context

    if sandbox.tls:
        own = swap(sandbox.tls, "server_context", old_context)


@fault("certificate-expiring", "smoke", "the certificate is valid for 5 more days only", https=True)
def _(sandbox: Sandbox) -> None:
    if sandbox.tls:
        sandbox.tls.lifetime = datetime.timedelta(days=5)


@fault("no-https-redirect", "smoke", "http:// of the web app answers instead of leading to https://", https=True)
def _(sandbox: Sandbox) -> None:
    sandbox.plain_web = sandbox.web


@fault("no-https-redirect-api", "smoke", "http:// of the API answers instead of leading to https://", https=True)
def _(sandbox: Sandbox) -> None:
    sandbox.plain_api = sandbox.api
