"""Faults of response time and throughput."""

from itertools import count

import anyio

from servio_sandbox.app.asgi import Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_web
from servio_sandbox.faults.registry import fault
from servio_sandbox.faults.timing import delayed


@fault("performance")
def home_slow(sandbox: Sandbox) -> None:
    """The home page takes 2 s."""
    sandbox.web = delayed(sandbox.web, "/", lambda: 2)


@fault("performance")
def home_slow_tail(sandbox: Sandbox) -> None:
    """One home page in ten takes 1 s."""
    number = count(1)
    sandbox.web = delayed(sandbox.web, "/", lambda: 0 if next(number) % 10 else 1)


@fault("performance")
def home_errors_5_percent(sandbox: Sandbox) -> None:
    """One home page in twenty answers 503."""
    number = count(1)
    on_web(sandbox, lambda answer: None if next(number) % 20 else answer.replace(503, "Service Unavailable"), "/")


@fault("performance")
def home_queues(sandbox: Sandbox) -> None:
    """Home pages are made one at a time, 50 ms each."""
    app, turn = sandbox.web, anyio.Lock()

    async def queued(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            async with turn:
                await anyio.sleep(0.05)
        await app(scope, receive, send)

    sandbox.web = queued
