"""ASGI types and middleware: build id and headers, delay, redirect."""

import random
from collections.abc import Iterable
from email.utils import format_datetime
from itertools import cycle
from uuid import uuid4

import anyio
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp as App
from starlette.types import Message, Receive, Scope, Send

from servio_sandbox.store.times import now

__all__ = ["App", "Dated", "Message", "Receive", "Scope", "Send", "Signed", "Slowed", "redirect_to"]


class Signed:
    """Middleware that names the build and adds fixed headers; several builds answer in turn, as behind a balancer."""

    def __init__(self, app: App, builds: Iterable[str], headers: dict[str, str]) -> None:
        self._app = app
        self._builds = cycle(builds)
        self._headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        self._names = {b"x-request-id", b"x-servio-build", *(name for name, _ in self._headers)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        build, request_id = next(self._builds), str(uuid4())
        scope.setdefault("state", {}).update(build=build, request_id=request_id)

        async def send_signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [
                    (b"x-request-id", request_id.encode()),
                    (b"x-servio-build", build.encode("latin-1")),
                    *self._headers,
                ]
                kept = (header for header in message["headers"] if header[0] not in self._names)
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        await self._app(scope, receive, send_signed)


class Slowed:
    """Middleware that delays every request by `delay` plus up to `jitter` milliseconds."""

    def __init__(self, app: App, delay: float, jitter: float) -> None:
        self._app = app
        self._delay = delay
        self._jitter = jitter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer after the delay."""
        await anyio.sleep((self._delay + random.uniform(0, self._jitter)) / 1000)  # noqa: S311 (no secret)
        await self._app(scope, receive, send)


class Dated:
    """Middleware that names the time of this process's clock, where uvicorn would name the machine's."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the date."""

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Date"] = format_datetime(now(), usegmt=True)
            await send(message)

        await self._app(scope, receive, send_dated)


def redirect_to(origin: str) -> App:
    """Return an application that sends everything to the same path of `origin`, method kept."""

    async def redirect(scope: Scope, _receive: Receive, send: Send) -> None:
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        location = f"{origin}{scope['raw_path'].decode('latin-1')}{query}".encode("latin-1")
        headers = [(b"location", location), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 308, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return redirect
