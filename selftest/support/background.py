"""Servers of http.server's kind, each in a thread of a test's process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import TypeVar

Server = TypeVar("Server", bound=BaseServer)

POLL_SECONDS = 0.02
"""How long the end of a server waits for its loop at most."""


@contextmanager
def in_thread(server: Server) -> Iterator[Server]:
    """Serve while the block runs, however it ends, and close the server after it.

    A loop whose socket is closed under it computes without end: some of those slow a whole worker down.
    """
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
