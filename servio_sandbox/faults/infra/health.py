"""Faults of health and readiness."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web
from servio_sandbox.faults.registry import fault
from servio_sandbox.faults.timing import delayed

PAGE = "<!doctype html>\n<title>Servio</title>\n<div id=root></div>\n"
DOWN = {"status": "error", "responseTime": 5000.0}


@fault("smoke")
def api_health_500(sandbox: Sandbox) -> None:
    """/health of the API answers 500."""
    on_api(sandbox, lambda answer: answer.replace(500, "unhealthy"), "/health")


@fault("smoke")
def health_dependency_down(sandbox: Sandbox) -> None:
    """/health answers 200 and names a database that is not ok."""

    def break_database(data: dict[str, Any]) -> None:
        data.setdefault("dependencies", {})["database"] = DOWN

    on_api(sandbox, lambda answer: answer.change_data(break_database), "/health")


@fault("smoke")
def ready_redis_down(sandbox: Sandbox) -> None:
    """/ready answers 503: redis is not ok."""

    def refuse(answer: Answer) -> None:
        answer.change_data(_break_redis)
        answer.status = 503

    on_api(sandbox, refuse, "/ready")


@fault("smoke")
def ready_redis_down_200(sandbox: Sandbox) -> None:
    """/ready answers 200 and names a redis that is not ok."""
    on_api(sandbox, lambda answer: answer.change_data(_break_redis), "/ready")


@fault("smoke")
def web_health_slow(sandbox: Sandbox) -> None:
    """/health of the web app takes 6 s; the load balancer waits 5."""
    sandbox.web = delayed(sandbox.web, "/health", lambda: 6)


@fault("smoke")
def api_health_slow(sandbox: Sandbox) -> None:
    """/health of the API takes 6 s."""
    sandbox.api = delayed(sandbox.api, "/health", lambda: 6)


@fault("smoke")
def web_health_500(sandbox: Sandbox) -> None:
    """/health of the web app answers 500."""
    on_web(sandbox, lambda answer: answer.replace(500, "unhealthy"), "/health")


@fault("smoke")
def web_health_page(sandbox: Sandbox) -> None:
    """/health of the web app is the home page, as a single-page host gives for every path."""
    on_web(sandbox, _show_page, "/health")


@fault("smoke")
def api_health_page(sandbox: Sandbox) -> None:
    """/health of the API is a page that says that it is plain text."""
    on_api(sandbox, lambda answer: answer.replace(200, PAGE), "/health")


@fault("situation")
def health_ok_as_html(sandbox: Sandbox) -> None:
    """/health of both origins is the text ok, called HTML, as Express does."""
    on_web(sandbox, _call_html, "/health")
    on_api(sandbox, _call_html, "/health")


@fault("situation")
def health_frozen(sandbox: Sandbox) -> None:
    """/health of the API was made at build time: its time stands still."""

    def freeze(answer: Answer) -> None:
        body = answer.json
        body["meta"]["timestamp"] = "2026-01-01T00:00:00Z"
        answer.replace(answer.status, body)

    on_api(sandbox, freeze, "/health")


@fault("situation")
def health_cached(sandbox: Sandbox) -> None:
    """/health of the web app comes from a cache."""

    def age(answer: Answer) -> None:
        answer.headers["age"] = "812"

    on_web(sandbox, age, "/health")


@fault("situation")
def cold_start_500(sandbox: Sandbox) -> None:
    """The first GET of the venues answers 500, and no later one."""
    fresh = [True]

    def fail_once(answer: Answer) -> None:
        if fresh:
            fresh.clear()
            answer.replace(500, "warming up")

    on_api(sandbox, fail_once, "/api/v1/venues", "GET")


@fault("situation")
def redis_named(sandbox: Sandbox) -> None:
    """/ready names a redis that is ok."""
    on_api(sandbox, lambda answer: answer.change_data(_name_redis), "/ready")


@fault("situation")
def ready_missing(sandbox: Sandbox) -> None:
    """The API has no /ready."""
    on_api(sandbox, lambda answer: answer.replace(404, "not found"), "/ready")


@fault("situation")
def health_plain(sandbox: Sandbox) -> None:
    """/health of the API is the text ok."""
    on_api(sandbox, lambda answer: answer.replace(200, "ok"), "/health")


def _show_page(answer: Answer) -> None:
    answer.replace(200, PAGE)
    answer.headers["content-type"] = "text/html; charset=utf-8"


def _call_html(answer: Answer) -> None:
    answer.replace(200, "ok")
    answer.headers["content-type"] = "text/html; charset=utf-8"


def _name_redis(data: dict[str, dict[str, object]]) -> None:
    data["checks"]["redis"] = {"status": "ok", "responseTime": 0.4}


def _break_redis(data: dict[str, Any]) -> None:
    data["checks"]["redis"] = DOWN
