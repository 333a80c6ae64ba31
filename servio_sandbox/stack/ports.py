"""Free ports of this machine."""

import secrets
import socket

LOWEST, HIGHEST = 15_000, 32_000
"""Below what systems give to clients: no connection of somebody else takes a port before its part listens there."""


def free_ports(count: int) -> list[int]:
    """Return so many ports of 127.0.0.1 on which nobody listens, all different."""
    found: set[int] = set()
    while len(found) < count:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if _is_free(port):
            found.add(port)
    return list(found)


def _is_free(port: int) -> bool:
    with socket.socket() as server:
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
