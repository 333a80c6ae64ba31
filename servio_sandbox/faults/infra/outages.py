"""Outages: a dependency or a whole origin does not answer."""

import anyio

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web
from servio_sandbox.faults.infra.health import DOWN
from servio_sandbox.faults.registry import fault


@fault("situation")
def redis_down(sandbox: Sandbox) -> None:
    """/ready answers 503, redis is not ok; the API's resources answer 503."""

    def refuse(answer: Answer) -> None:
        answer.change_data(lambda data: data["checks"].update(redis=DOWN))
        answer.status = 503

    on_api(sandbox, refuse, "/ready")
    on_api(sandbox, _unavailable, "/api/v1/.*")


@fault("situation")
def api_unavailable(sandbox: Sandbox) -> None:
    """Every answer of the API is a load balancer's 503."""
    on_api(sandbox, lambda answer: answer.replace(503, "Service Unavailable"))


@fault("situation")
def web_unavailable(sandbox: Sandbox) -> None:
    """Every answer of the web app is a load balancer's 503."""
    on_web(sandbox, lambda answer: answer.replace(503, "Service Unavailable"))


@fault("situation")
def api_drops(sandbox: Sandbox) -> None:
    """Every answer of the API breaks off."""

    async def drop(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
        raise ConnectionResetError

    sandbox.api = drop


@fault("situation")
def venues_hang(sandbox: Sandbox) -> None:
    """The list of venues never comes."""
    app: App = sandbox.api

    async def hang(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/api/v1/venues" and scope["method"] == "GET":
            await anyio.sleep_forever()
        await app(scope, receive, send)

    sandbox.api = hang


@fault("situation")
def throttled(sandbox: Sandbox) -> None:
    """The API's resources answer 429."""

    def throttle(answer: Answer) -> None:
        error = {"code": "RATE_LIMIT_EXCEEDED", "message": "too many requests", "details": {}}
        answer.replace(429, {"success": False, "error": error, "meta": (answer.json or {}).get("meta")})

    on_api(sandbox, throttle, "/api/v1/venues.*")


def _unavailable(answer: Answer) -> None:
    error = {"code": "SERVICE_UNAVAILABLE", "message": "redis does not answer", "details": {}}
    answer.replace(503, {"success": False, "error": error, "meta": (answer.json or {}).get("meta")})
