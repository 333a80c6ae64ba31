"""Trust in a TLS certificate: the SSL contexts of an environment."""

import ssl

from servio_verify.environments.model import Environment


def client_context(environment: Environment) -> ssl.SSLContext:
    """Return what certificates are verified with: the system's authorities, or the environment's private one.

    It shows the certificate that a gate wants: it is for Servio's own origins only.
    """
    return showing_context(environment, verified=True)


def showing_context(environment: Environment, *, verified: bool) -> ssl.SSLContext:
    """Return a context that shows the client's certificate where there is one; not `verified`, it believes anybody."""
    if verified:
        context = ssl.create_default_context(cafile=environment.ca_file)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if environment.client_certificate:
        environment.client_certificate.load_into(context)
    return context


def trust(environment: Environment) -> ssl.SSLContext | bool:
    """Return what httpx verifies certificates with; loading the system's list is spared where there is no TLS."""
    if not environment.over_https:
        return False
    return ssl.create_default_context(cafile=environment.ca_file)
