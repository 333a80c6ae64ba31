"""Listening sockets; opened first, because the origins must be known before the applications are built."""

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from servio_sandbox.settings import Origins, SandboxError

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Listeners:
    """Open sockets and their origins; the plain pair exists with HTTPS only."""

    web: socket.socket
    api: socket.socket
    plain: tuple[socket.socket, socket.socket] | None
    origins: Origins


@contextmanager
def listeners(web_port: int, api_port: int, *, https: bool, host: str = HOST) -> Iterator[Listeners]:
    """Open the ports (0: any free one) and close them afterwards; SandboxError when one is busy."""
    with ExitStack() as opened:
        web = opened.enter_context(_listen(host, web_port))
        api = opened.enter_context(_listen(host, api_port))
        if not https:
            yield Listeners(web, api, None, Origins(_origin("http", web), _origin("http", api)))
            return
        plain = (opened.enter_context(_listen(host, 0)), opened.enter_context(_listen(host, 0)))
        secure = (_origin("https", web), _origin("https", api))
        yield Listeners(web, api, plain, Origins(*secure, _origin("http", plain[0]), _origin("http", plain[1])))


def _listen(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(2048)
    except OSError as error:
        opened.close()
        reason = "busy" if error.errno == errno.EADDRINUSE else error.strerror
        raise SandboxError(f"port {port} of {host} cannot be used: {reason}") from None
    return opened


def _origin(scheme: str, opened: socket.socket) -> str:
    return f"{scheme}://{HOST}:{opened.getsockname()[1]}"
