"""Life cycle of a sandbox: build, add faults, serve, close."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from servio_sandbox.app.assembly import build_sandbox, slow_down
from servio_sandbox.server.http_server import run, serve
from servio_sandbox.server.shutdown import Stop
from servio_sandbox.server.sockets import Listeners
from servio_sandbox.settings import SandboxError, Settings


def run_sandbox(settings: Settings, ports: Listeners, stop: Stop, ready: Callable[[Path | None], None]) -> None:
    """Build, add the faults, serve until stopped, close; SandboxError when the database cannot be used."""
    tls = None
    if settings.origins.https:
        from servio_sandbox.server.tls import Tls

        tls = Tls(settings.folder)
    try:
        sandbox = build_sandbox(settings, tls)
    except ImportError as error:
        raise SandboxError(f"the database's driver is not installed: {error}; install it with pip") from None
    except (SQLAlchemyError, TypeError) as error:  # TypeError: SQLite in memory takes no pool
        reason = str(error).splitlines()[0]
        raise SandboxError(f"the database cannot be used: {reason}") from None
    if settings.faults:
        from servio_sandbox.faults.registry import find_fault

        for name in settings.faults:
            find_fault(name).apply(sandbox)
    slow_down(sandbox)
    try:
        run(serve(sandbox, ports, stop, lambda: ready(tls.ca_file if tls else None)))
    finally:
        sandbox.services.database.close()
