"""Situations of a deployment: outages, roll-outs, and what the contract leaves open."""

from datetime import timedelta

import anyio

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web
from servio_sandbox.faults.infra.health import DOWN
from servio_sandbox.faults.registry import fault

OTHER_BUILD = "0ddba11c0de5"


@fault("situation")
def redis_down(sandbox: Sandbox) -> None:
    """/ready answers 503, redis is not ok; the API's resources answer 503."""

    def refuse(answer: Answer) -> None:
        answer.change_data(lambda data: data["checks"].update(redis=DOWN))
        answer.status = 503

    on_api(sandbox, refuse, "/ready")
    on_api(sandbox, _unavailable, "/api/v1/.*")


@fault("situation")
def service_worker(sandbox: Sandbox) -> None:
    """The pages register a service worker."""
    sandbox.website.files["worker.js"] = 'self.addEventListener("fetch", () => {});'
    sandbox.website.files["app.js"] += '\nnavigator.serviceWorker.register("/assets/any/worker.js");'


@fault("situation")
def redis_named(sandbox: Sandbox) -> None:
    """/ready names a redis that is ok."""
    on_api(sandbox, lambda answer: answer.change_data(_name_redis), "/ready")


@fault("situation")
def api_unavailable(sandbox: Sandbox) -> None:
    """Every answer of the API is a load balancer's 503."""
    on_api(sandbox, lambda answer: answer.say(503, "Service Unavailable"))


@fault("situation")
def web_unavailable(sandbox: Sandbox) -> None:
    """Every answer of the web app is a load balancer's 503."""
    on_web(sandbox, lambda answer: answer.say(503, "Service Unavailable"))


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


@fault("situation", https=True)
def certificate_expired(sandbox: Sandbox) -> None:
    """The certificate has expired."""
    if sandbox.tls:
        sandbox.tls.lifetime = timedelta(seconds=-1)


@fault("situation")
def other_build(sandbox: Sandbox) -> None:
    """Both origins name another build."""
    on_web(sandbox, _rename)
    on_api(sandbox, _rename)


@fault("situation")
def other_build_api(sandbox: Sandbox) -> None:
    """The API names another build than the web app."""
    on_api(sandbox, _rename)


@fault("situation")
def build_untold(sandbox: Sandbox) -> None:
    """No origin names its build."""
    on_web(sandbox, _forget)
    on_api(sandbox, _forget)


@fault("situation")
def throttled(sandbox: Sandbox) -> None:
    """The API's resources answer 429."""

    def throttle(answer: Answer) -> None:
        error = {"code": "RATE_LIMIT_EXCEEDED", "message": "too many requests", "details": {}}
        answer.say(429, {"success": False, "error": error, "meta": (answer.json or {}).get("meta")})

    on_api(sandbox, throttle, "/api/v1/venues.*")


@fault("situation")
def ready_missing(sandbox: Sandbox) -> None:
    """The API has no /ready."""
    on_api(sandbox, lambda answer: answer.say(404, "not found"), "/ready")


@fault("situation")
def health_plain(sandbox: Sandbox) -> None:
    """/health of the API is the text ok."""
    on_api(sandbox, lambda answer: answer.say(200, "ok"), "/health")


def _name_redis(data: dict[str, dict[str, object]]) -> None:
    data["checks"]["redis"] = {"status": "ok", "responseTime": 0.4}


def _unavailable(answer: Answer) -> None:
    error = {"code": "SERVICE_UNAVAILABLE", "message": "redis does not answer", "details": {}}
    answer.say(503, {"success": False, "error": error, "meta": (answer.json or {}).get("meta")})


def _rename(answer: Answer) -> None:
    old = answer.headers["x-servio-build"]
    answer.body = answer.body.replace(old.encode(), OTHER_BUILD.encode())
    answer.headers["x-servio-build"] = OTHER_BUILD


def _forget(answer: Answer) -> None:
    del answer.headers["x-servio-build"]
