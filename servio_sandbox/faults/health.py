"""Faults of health and readiness."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault

DOWN = {"status": "error", "responseTime": 5000.0}


@fault("api-health-500", "smoke", "/health of the API answers 500")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(500, "unhealthy"), "/health")


@fault("health-dependency-down", "smoke", "/health answers 200 and names a database that is not ok")
def _(sandbox: Sandbox) -> None:
    def break_database(data: dict[str, Any]) -> None:
        data["dependencies"]["database"] = DOWN

    on_api(sandbox, lambda answer: answer.change_data(break_database), "/health")


@fault("ready-redis-down", "smoke", "/ready answers 503: redis is not ok")
def _(sandbox: Sandbox) -> None:
    def refuse(answer: Answer) -> None:
        answer.change_data(_break_redis)
        answer.status = 503

    on_api(sandbox, refuse, "/ready")


@fault("ready-redis-down-200", "smoke", "/ready answers 200 and names a redis that is not ok")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(_break_redis), "/ready")


def _break_redis(data: dict[str, Any]) -> None:
    data["checks"]["redis"] = DOWN
