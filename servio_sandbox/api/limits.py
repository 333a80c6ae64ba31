"""Rate limits: requests a minute per client."""

import time

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from servio_sandbox.api.envelope import failure
from servio_sandbox.app.asgi import App, Message, Receive, Scope, Send
from servio_sandbox.shared_state.interface import RequestCounter
from servio_sandbox.store.refusals import Unavailable

WINDOW = 60  # seconds


class Limited:
    """Middleware that counts requests under `prefix` a minute and refuses those beyond `limit`."""

    def __init__(self, app: App, counter: RequestCounter, limit: int, prefix: str, method: str | None = None) -> None:
        self._app = app
        self._counter = counter
        self._limit = limit
        self._prefix = prefix
        self._method = method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what is left, or with 429."""
        if not scope["path"].startswith(self._prefix) or self._method not in (None, scope["method"]):
            await self._app(scope, receive, send)
            return
        now = int(time.time())
        window = now // WINDOW
        reset = (window + 1) * WINDOW
        try:
            count = await self._counter.count((self._method or "", self._prefix, scope["client"][0]), window)
        except Unavailable as ill:
            refusal = failure(Request(scope), ill.status, ill.code, ill.message)
            await refusal(scope, receive, send)
            return
        headers = {
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(0, self._limit - count)),
            "X-RateLimit-Reset": str(reset),
        }
        if count > self._limit:
            headers["Retry-After"] = str(reset - now)
            refusal = failure(
                Request(scope), 429, "RATE_LIMIT_EXCEEDED", "too many requests, try again later", headers=headers
            )
            await refusal(scope, receive, send)
            return

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in headers.items():
                    answered.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_counted)
