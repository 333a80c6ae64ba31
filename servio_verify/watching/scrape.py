"""OpenMetrics on a port of this machine, for Prometheus and whoever speaks its protocol."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server

from servio_verify.errors import UsageError
from servio_verify.watching.numbers import Numbers

HOST = "127.0.0.1"


@contextmanager
def served(numbers: Numbers, port: int) -> Iterator[str]:
    """Serve the numbers; give their address. Port 0 is any that is free. Raises UsageError where it is taken."""
    registry = CollectorRegistry()
    registry.register(numbers)
    try:
        server, thread = start_http_server(port, addr=HOST, registry=registry)
    except OSError as error:
        raise UsageError(f"--metrics-port {port}: {error.strerror or error}; give another one") from None
    try:
        yield f"http://{HOST}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
