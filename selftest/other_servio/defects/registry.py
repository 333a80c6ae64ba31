"""The list of defects, and the tools they are made with."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from selftest.other_servio.app.layers import Layer
from selftest.other_servio.app.site import Site


class Tier(StrEnum):
    """The tier of checks that ought to see the defect."""

    SMOKE = "smoke"
    E2E = "e2e"


@dataclass(frozen=True)
class Defect:
    """One broken promise."""

    name: str
    tier: Tier
    description: str
    apply: Callable[[Site], None]

    def summary(self) -> dict[str, str]:
        """What `--list-defects --json` tells."""
        return {"name": self.name, "tier": self.tier, "description": self.description}


REGISTRY: dict[str, Defect] = {}


def defect(name: str, tier: Tier, description: str) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Register the function that breaks a site in this way."""

    def register(apply: Callable[[Site], None]) -> Callable[[Site], None]:
        REGISTRY[name] = Defect(name, tier, description, apply)
        return apply

    return register


def swap(owner: object, name: str, instead: Callable[..., Any]) -> None:
    """Replace a method of one object; the replacement gets the original as its first argument."""
    setattr(owner, name, partial(instead, getattr(owner, name)))


@dataclass
class Answer:
    """A whole answer that may still be changed."""

    status: int
    headers: MutableHeaders
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None if it is not."""
        return json.loads(self.body) if self.headers.get("content-type", "").startswith("application/json") else None

    def put(self, value: object) -> None:
        """Another body, as JSON."""
        self.headers["Content-Type"] = "application/json"
        self.body = json.dumps(value).encode()


def editing(edit: Callable[[Request, Answer], None]) -> Layer:
    """A layer that changes whole answers."""

    def layer(app: ASGIApp) -> ASGIApp:
        async def edited(scope: Scope, receive: Receive, send: Send) -> None:
            start: Message = {}
            chunks: list[bytes] = []

            async def hold(message: Message) -> None:
                if message["type"] == "http.response.start":
                    start.update(message)
                else:
                    chunks.append(message.get("body", b""))

            await app(scope, receive, hold)
            answer = Answer(start["status"], MutableHeaders(scope=start), before := b"".join(chunks))
            edit(Request(scope), answer)
            if answer.body != before:
                answer.headers["Content-Length"] = str(len(answer.body))
            start["status"] = answer.status
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})

        return edited

    return layer
