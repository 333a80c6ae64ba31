"""ASGI layers around both applications: request ids, security headers, CORS."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Layer = Callable[[ASGIApp], ASGIApp]
Dress = Callable[[Scope, MutableHeaders], None]

WEB_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def dressing(dress: Dress) -> Layer:
    """A layer that sets headers on every answer."""

    def layer(app: ASGIApp) -> ASGIApp:
        async def dressed(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_dressed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    dress(scope, MutableHeaders(scope=message))
                await send(message)

            await app(scope, receive, send_dressed)

        return dressed

    return layer


def naming(app: ASGIApp) -> ASGIApp:
    """Give every request an id, before anything else sees it."""

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["request_id"] = uuid4().hex
        await app(scope, receive, send)

    return named


def tell_request_id(scope: Scope, headers: MutableHeaders) -> None:
    """Set X-Request-ID."""
    headers["X-Request-ID"] = scope["state"]["request_id"]


def security(policy: str) -> Dress:
    """Set the security headers; framing is forbidden by the policy alone, and each answer has a nonce of its own."""

    def dress(_scope: Scope, headers: MutableHeaders) -> None:
        headers["Content-Security-Policy"] = policy.format(nonce=uuid4().hex)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"

    return dress


@dataclass
class Cors:
    """Lets the web origin in, and nobody else."""

    web_origin: str

    def admits(self, origin: str) -> bool:
        """Whether scripts of this origin may read answers."""
        return origin == self.web_origin

    def dress(self, scope: Scope, headers: MutableHeaders) -> None:
        """Set the CORS headers of an answer."""
        headers.add_vary_header("Origin")
        origin = Headers(scope=scope).get("origin", "")
        if not self.admits(origin):
            return
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
        headers["Access-Control-Expose-Headers"] = "X-Request-ID"
        if scope["method"] == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"
            headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            headers["Access-Control-Max-Age"] = "60"

    def layer(self, app: ASGIApp) -> ASGIApp:
        """Answer preflights here, and dress every other answer."""

        async def answered(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["method"] == "OPTIONS":
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body", "body": b""})
            else:
                await app(scope, receive, send)

        return dressing(lambda scope, headers: self.dress(scope, headers))(answered)
