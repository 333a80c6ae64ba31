"""HTTP servers (uvicorn) of all origins, in one process and one event loop."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterator
from socket import socket
from ssl import SSLContext
from typing import Any

import uvicorn

from servio_sandbox.app.asgi import App, Dated
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.server.shutdown import Stop
from servio_sandbox.server.sockets import Listeners
from servio_sandbox.store.times import CLOCK

KEPT = 5
KEPT_FOR_A_BALANCER = 75
"""Seconds for which an idle connection is kept; a balancer that keeps it longer sends into one that closes."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which belong to `Stop`: several servers would fight for them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(sandbox: Sandbox, ports: Listeners, stop: Stop, ready: Callable[[], None]) -> None:
    """Serve until `stop`; calls `ready` once every listener answers."""
    verbose = sandbox.settings.verbose
    logging.basicConfig(format="%(message)s", level=logging.INFO if verbose else logging.CRITICAL)
    tls = sandbox.tls.server_context() if sandbox.tls else None
    servers = [
        (_server(sandbox, sandbox.web, tls, ports), ports.web),
        (_server(sandbox, sandbox.api, tls, ports), ports.api),
    ]
    if ports.plain:
        servers.append((_server(sandbox, sandbox.plain_web, None, ports), ports.plain[0]))
        servers.append((_server(sandbox, sandbox.plain_api, None, ports), ports.plain[1]))
    running = [asyncio.ensure_future(server.serve(sockets=[port])) for server, port in servers]
    while not all(server.started for server, _ in servers) and not any(task.done() for task in running):
        await asyncio.sleep(0.005)
    ready()
    await stop.wait()
    await _end(servers, running, sandbox.settings.task.drain)


async def _end(servers: list[tuple[_Server, socket]], running: list["asyncio.Task[None]"], drain: float) -> None:
    if drain:  # accept nothing more, and finish what is under way
        for server, _ in servers:
            server.should_exit = True
        await asyncio.wait(running, timeout=drain)
    logging.disable()  # requests that are cut off now are no news
    for task in running:  # uvicorn's own way to stop waits for 0.1 s twice, and cuts the same requests off
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def _server(sandbox: Sandbox, app: App, tls: SSLContext | None, ports: Listeners) -> _Server:
    task = sandbox.settings.task
    config = uvicorn.Config(
        Dated(app) if CLOCK.offset else app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=sandbox.settings.verbose,
        server_header=False,
        date_header=not CLOCK.offset,
        proxy_headers=sandbox.settings.origins != ports.origins,
        forwarded_allow_ips=task.trusted,
        timeout_graceful_shutdown=int(task.drain),
        timeout_keep_alive=KEPT_FOR_A_BALANCER if sandbox.settings.shares_parts else KEPT,
    )
    config.load()
    config.ssl = tls
    return _Server(config)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine, on uvloop where it is installed."""
    loop_factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with contextlib.suppress(ImportError):  # not available on every system
        import uvloop

        loop_factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(work)
