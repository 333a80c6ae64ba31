"""Life cycle of a sandbox: build, add faults, serve, close."""

import gc
import sqlite3
from collections.abc import Callable
from pathlib import Path

from servio_sandbox.app.assembly import Sandbox, build_sandbox, slow_down
from servio_sandbox.server.http_server import run, serve
from servio_sandbox.server.shutdown import Stop
from servio_sandbox.server.sockets import Listeners
from servio_sandbox.settings import SandboxError, Settings


def run_sandbox(settings: Settings, ports: Listeners, stop: Stop, ready: Callable[[Path | None], None]) -> None:
    """Build, add the faults, serve until stopped, close; SandboxError when the database cannot be used."""
    tls = None
    if ports.plain:
        from servio_sandbox.server.tls import Tls

        tls = Tls(settings.folder)
    try:
        sandbox = build_sandbox(settings, tls)
    except ImportError as error:
        raise SandboxError(f"the database's driver is not installed: {error}; install it with pip") from None
    except _database_errors() as error:
        reason = str(error).splitlines()[0]
        raise SandboxError(f"the database cannot be used: {reason}") from None
    if settings.styles or settings.faults or settings.style_options.limit_dialect:
        _alter(sandbox)
    slow_down(sandbox)
    gc.freeze()
    gc.enable()
    try:
        run(serve(sandbox, ports, stop, lambda: ready(tls.ca_file if tls else None)))
    finally:
        sandbox.services.close()


def _database_errors() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import SQLAlchemyError  # slow to import, and nothing is lost once it fails

    return (sqlite3.Error, SQLAlchemyError)


def _alter(sandbox: Sandbox) -> None:
    # Slow to import, and most sandboxes need neither.
    from servio_sandbox.faults.registry import find_fault
    from servio_sandbox.styles.limits import tell_limit_as
    from servio_sandbox.styles.registry import apply_styles

    faults = [(name, find_fault(name)) for name in sandbox.settings.faults]
    implied = (found.style for _, found in faults if found.style)
    apply_styles(sandbox, (*sandbox.settings.styles, *implied))
    if sandbox.settings.style_options.limit_dialect:
        tell_limit_as(sandbox, sandbox.settings.style_options.limit_dialect)
    for name, found in faults:
        try:
            found.apply(sandbox)
        except ValueError as error:
            raise SandboxError(f"fault {name} does not go with what was altered before it: {error}") from None
