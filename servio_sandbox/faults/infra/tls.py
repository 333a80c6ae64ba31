"""Faults of TLS, certificates and the redirect to HTTPS."""

import ssl
from datetime import timedelta

from servio_sandbox.app.asgi import App, Receive, Scope, Send, redirect_to
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import swap
from servio_sandbox.faults.registry import fault


@fault("smoke", https=True)
def tls_1_1(sandbox: Sandbox) -> None:
    """TLS 1.1 is accepted."""

    def old_context() -> ssl.SSLContext:
        context: ssl.SSLContext = own()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        return context

    if sandbox.tls:
        own = swap(sandbox.tls, "server_context", old_context)


@fault("smoke", https=True)
def certificate_expiring(sandbox: Sandbox) -> None:
    """The certificate is valid for 5 more days only."""
    if sandbox.tls:
        sandbox.tls.lifetime = timedelta(days=5)


@fault("smoke", https=True)
def no_https_redirect(sandbox: Sandbox) -> None:
    """Http:// of the web app answers instead of leading to https://."""
    sandbox.plain_web = sandbox.web


@fault("smoke", https=True)
def no_https_redirect_api(sandbox: Sandbox) -> None:
    """Http:// of the API answers instead of leading to https://."""
    sandbox.plain_api = sandbox.api


@fault("smoke", https=True)
def https_redirect_to_nowhere(sandbox: Sandbox) -> None:
    """Http:// leads to https://_/, a name that nothing has."""
    sandbox.plain_web = redirect_to("https://_")


@fault("smoke", https=True)
def https_redirect_for_health_only(sandbox: Sandbox) -> None:
    """Http:// of both origins leads to https:// for /health only, and answers all else."""
    sandbox.plain_web = _except_health(sandbox.web, sandbox.plain_web)
    sandbox.plain_api = _except_health(sandbox.api, sandbox.plain_api)


def _except_health(app: App, of_health: App) -> App:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (of_health if scope["path"] == "/health" else app)(scope, receive, send)

    return answer


@fault("situation", https=True)
def certificate_expired(sandbox: Sandbox) -> None:
    """The certificate has expired."""
    if sandbox.tls:
        sandbox.tls.lifetime = timedelta(seconds=-1)
