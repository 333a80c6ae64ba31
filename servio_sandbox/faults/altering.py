"""Alterations that faults are made of: of requests and responses, of files of the web app, of a service's methods."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.app.asgi import App, Message, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.store.paging import Paging


@dataclass
class Answer:
    """HTTP response on its way out, to be changed in place."""

    request: Request
    status: int
    headers: MutableHeaders
    body: bytes

    @property
    def json(self) -> Any:
        """Body parsed as JSON; None when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def replace(self, status: int, body: Any) -> None:
        """Replace status and body, keeping the headers."""
        self.status = status
        text = isinstance(body, str)
        self.body = body.encode() if text else json.dumps(body).encode()
        self.headers["content-type"] = "text/plain; charset=utf-8" if text else "application/json"

    def change_data(self, change: Callable[[Any], Any]) -> None:
        """Change each entry of the envelope's data in place, where this is a success."""
        body = self.json
        if body and body.get("success") and body["data"]:
            for entry in body["data"] if isinstance(body["data"], list) else [body["data"]]:
                change(entry)
            self.replace(self.status, body)


Change = Callable[[Answer], None]


def on_web(sandbox: Sandbox, change: Change, path: str = ".*", method: str = ".*") -> None:
    """Change answers of the web origin; path and method are regular expressions for the whole."""
    sandbox.web = _altered(sandbox.web, change, path, method)


def on_api(sandbox: Sandbox, change: Change, path: str = ".*", method: str = ".*") -> None:
    """Change answers of the API; path and method are regular expressions for the whole."""
    sandbox.api = _altered(sandbox.api, change, path, method)


def on_request(sandbox: Sandbox, change: Callable[[Scope], None], path: str = ".*", method: str = ".*") -> None:
    """Change requests before the API sees them."""
    app = sandbox.api

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if _matches(scope, path, method):
            scope = {**scope, "headers": list(scope["headers"])}
            change(scope)
        await app(scope, receive, send)

    sandbox.api = asked


def on_body(sandbox: Sandbox, change: Callable[[dict[str, Any]], None], path: str, method: str = "POST") -> None:
    """Change the JSON object in request bodies before the API sees it."""
    app = sandbox.api

    async def sent(scope: Scope, receive: Receive, send: Send) -> None:
        if not _matches(scope, path, method):
            await app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        try:
            changed = json.loads(body)
            change(changed)
            body = json.dumps(changed).encode()
        except (ValueError, TypeError, AttributeError, KeyError):
            pass  # nothing there to change: sent on as it is

        async def receive_changed() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await app({**scope, "headers": headers}, receive_changed, send)

    sandbox.api = sent


def without_header(name: str) -> Change:
    """Return the change that removes a header."""

    def remove(answer: Answer) -> None:
        del answer.headers[name]

    return remove


def without_request_header(name: bytes) -> Callable[[Scope], None]:
    """Return the change of a request that removes a header."""

    def remove(scope: Scope) -> None:
        scope["headers"] = [header for header in scope["headers"] if header[0] != name]

    return remove


def allow_framing(answer: Answer) -> None:
    """Remove both headers that keep other sites from framing a page."""
    del answer.headers["x-frame-options"]
    policy = answer.headers["content-security-policy"].split("; ")
    kept = (directive for directive in policy if not directive.startswith("frame-ancestors"))
    answer.headers["content-security-policy"] = "; ".join(kept)


def edit(sandbox: Sandbox, file: str, old: str, new: str) -> None:
    """Replace a text that occurs once in a file of the web app; ValueError when it does not."""
    content = sandbox.website.files[file]
    if content.count(old) != 1:
        raise ValueError(f"{file} holds {old!r} {content.count(old)} times, not once")
    sandbox.website.files[file] = content.replace(old, new)


def swap(service: object, name: str, method: Callable[..., Any]) -> Any:
    """Replace a method of a service, and return the original."""
    own = getattr(service, name)
    setattr(service, name, method)
    return own


def ignore_venue(service: Any) -> None:
    """Have a service of menus or orders find an entry under any venue's id."""

    def get(venue_id: str, entry_id: str) -> Any:
        owners = {entry["id"]: entry["venueId"] for entry in service.page(Paging(limit=100)).rows}
        return own(owners.get(entry_id, venue_id), entry_id)

    own = swap(service, "get", get)


def _matches(scope: Scope, path: str, method: str) -> bool:
    return bool(re.fullmatch(path, scope["path"]) and re.fullmatch(method, scope["method"]))


def _altered(app: App, change: Change, path: str, method: str) -> App:
    async def altered(scope: Scope, receive: Receive, send: Send) -> None:
        if not _matches(scope, path, method):
            await app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await app(scope, receive, collect)
        answer = Answer(Request(scope), start["status"], MutableHeaders(raw=list(start["headers"])), bytes(body))
        change(answer)
        answer.headers["content-length"] = str(len(answer.body))
        out = Response(answer.body, answer.status)
        out.raw_headers = answer.headers.raw
        await out(scope, receive, send)

    return altered
