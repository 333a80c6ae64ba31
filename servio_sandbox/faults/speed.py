"""Faults of speed."""

import re
from collections.abc import Callable
from itertools import count

import anyio

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_web
from servio_sandbox.faults.registry import fault


@fault("web-health-slow", "smoke", "/health of the web app takes 6 s; the load balancer waits 5")
def _(sandbox: Sandbox) -> None:
    sandbox.web = _slow(sandbox.web, "/health", lambda: 6)


@fault("api-health-slow", "smoke", "/health of the API takes 6 s")
def _(sandbox: Sandbox) -> None:
    sandbox.api = _slow(sandbox.api, "/health", lambda: 6)


@fault("home-slow", "performance", "the home page takes 2 s")
def _(sandbox: Sandbox) -> None:
    sandbox.web = _slow(sandbox.web, "/", lambda: 2)


@fault("home-slow-tail", "performance", "one home page in ten takes 1 s")
def _(sandbox: Sandbox) -> None:
    number = count(1)
    sandbox.web = _slow(sandbox.web, "/", lambda: 0 if next(number) % 10 else 1)


@fault("home-errors-5-percent", "performance", "one home page in twenty answers 503")
def _(sandbox: Sandbox) -> None:
    number = count(1)
    on_web(sandbox, lambda answer: None if next(number) % 20 else answer.say(503, "Service Unavailable"), "/")


@fault("home-queues", "performance", "home pages are made one at a time, 50 ms each")
def _(sandbox: Sandbox) -> None:
    app, turn = sandbox.web, anyio.Lock()

    async def queued(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            async with turn:
                await anyio.sleep(0.05)
        await app(scope, receive, send)

    sandbox.web = queued


def _slow(app: App, path: str, seconds: Callable[[], float]) -> App:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if re.fullmatch(path, scope["path"]):
            await anyio.sleep(seconds())
        await app(scope, receive, send)

    return slow
