"""Timing of faults: delays, and faults that come and go."""

import re
import time
from collections.abc import Callable

import anyio

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.settings import SandboxError


def delayed(app: App, path: str, seconds: Callable[[], float]) -> App:
    """Return an application that answers `path`, a regular expression for the whole, after so many seconds."""

    async def answer_later(scope: Scope, receive: Receive, send: Send) -> None:
        if re.fullmatch(path, scope["path"]):
            await anyio.sleep(seconds())
        await app(scope, receive, send)

    return answer_later


def for_a_time(sandbox: Sandbox, apply: Callable[[Sandbox], None], since: float, until: float) -> None:
    """Apply a fault that is there from `since` to `until` only, in seconds from now.

    Raises SandboxError for one that alters more than answers: it could not be taken back.
    """
    web, api = sandbox.web, sandbox.api
    apply(sandbox)
    if sandbox.web is web and sandbox.api is api:
        raise SandboxError("only a fault of answers can come and go")
    started = time.monotonic()

    def is_on() -> bool:
        return since <= time.monotonic() - started < until

    sandbox.web, sandbox.api = _either(is_on, sandbox.web, web), _either(is_on, sandbox.api, api)


def _either(is_on: Callable[[], bool], altered: App, healthy: App) -> App:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (altered if is_on() else healthy)(scope, receive, send)

    return answer
