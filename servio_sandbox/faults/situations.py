"""Situations of a deployment: outages, roll-outs, and what the contract leaves open."""

from datetime import timedelta

import anyio

from servio_sandbox.app.asgi import App, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web
from servio_sandbox.faults.health import DOWN
from servio_sandbox.faults.registry import fault

OTHER_BUILD = "0ddba11c0de5"


@fault("redis-down", "situation", "/ready answers 503, redis is not ok; the API's resources answer 503")
def _(sandbox: Sandbox) -> None:
    def refuse(answer: Answer) -> None:
        answer.change_data(lambda data: data["checks"].update(redis=DOWN))
        answer.status = 503

    on_api(sandbox, refuse, "/ready")
    on_api(sandbox, _unavailable, "/api/v1/.*")


@fault("service-worker", "situation", "the pages register a service worker")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["worker.js"] = 'self.addEventListener("fetch", () => {});'
    sandbox.website.files["app.js"] += '\nnavigator.serviceWorker.register("/assets/any/worker.js");'


@fault("redis-named", "situation", "/ready names a redis that is ok")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(_name_redis), "/ready")


@fault("api-unavailable", "situation", "every answer of the API is a load balancer's 503")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(503, "Service Unavailable"))


@fault("web-unavailable", "situation", "every answer of the web app is a load balancer's 503")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, lambda answer: answer.say(503, "Service Unavailable"))


@fault("api-drops", "situation", "every answer of the API breaks off")
def _(sandbox: Sandbox) -> None:
    async def drop(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
        raise ConnectionResetError

    sandbox.api = drop


@fault("venues-hang", "situation", "the list of venues never comes")
def _(sandbox: Sandbox) -> None:
    app: App = sandbox.api

    async def hang(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/api/v1/venues" and scope["method"] == "GET":
            await anyio.sleep_forever()
        await app(scope, receive, send)

    sandbox.api = hang


@fault("certificate-expired", "situation", "the certificate has expired", https=True)
def _(sandbox: Sandbox) -> None:
    if sandbox.tls:
        sandbox.tls.lifetime = timedelta(seconds=-1)


@fault("other-build", "situation", "both origins name another build")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, _rename)
    on_api(sandbox, _rename)


@fault("other-build-api", "situation", "the API names another build than the web app")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _rename)


@fault("build-untold", "situation", "no origin names its build")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, _forget)
    on_api(sandbox, _forget)


@fault("throttled", "situation", "the API's resources answer 429")
def _(sandbox: Sandbox) -> None:
    def throttle(answer: Answer) -> None:
        error = {"code": "RATE_LIMIT_EXCEEDED", "message": "too many requests", "details": {}}
        answer.say(429, {"success": False, "error": error, "meta": (answer.json or {}).get("meta")})

    on_api(sandbox, throttle, "/api/v1/venues.*")


@fault("ready-missing", "situation", "the API has no /ready")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(404, "not found"), "/ready")


@fault("health-plain", "situation", "/health of the API is the text ok")
def _(sandbox: Sandbox) -> None:
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
