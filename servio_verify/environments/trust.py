"""Trust in a TLS certificate: the SSL contexts of an environment."""

import ssl

from servio_verify.environments.model import Environment


def client_context(environment: Environment) -> ssl.SSLContext:
    """Return what certificates are verified with: the system's authorities, or the environment's private one."""
    return ssl.create_default_context(cafile=environment.ca_file)


def trust(environment: Environment) -> ssl.SSLContext | bool:
    """Return what httpx verifies certificates with; loading the system's list is spared where there is no TLS."""
    return client_context(environment) if environment.over_https else False
