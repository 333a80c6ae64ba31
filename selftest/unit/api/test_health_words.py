"""What `/health` and `/ready` say: a 200 that calls itself or a dependency ill is no health."""

from typing import Any

import httpx
import pytest

from servio_verify.api import health
from servio_verify.failures.check_errors import DependencyError, ResponseError


def answer(body: object) -> httpx.Response:
    return httpx.Response(200, json=body, request=httpx.Request("GET", "https://api.example.com/health"))


@pytest.mark.parametrize(
    "body",
    [
        {"status": "ok", "database": "disconnected"},
        {"status": "ok", "redis": {"status": "down"}},
        {"status": "ok", "details": {"database": {"status": "down"}}},
        {"success": True, "data": {"status": "ok", "db": "error"}},
    ],
    ids=["beside status", "with a status", "details", "in data"],
)
def test_a_dependency_that_is_named_in_another_form_must_be_ok(body: dict[str, Any]) -> None:
    with pytest.raises(DependencyError, match=r"a dependency is not ok: (?:database|redis|db) "):
        health.expect_ok(answer(body))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"status": "unhealthy"}, "unhealthy"),
        ({"success": True, "data": {"status": "DOWN"}}, "DOWN"),
        ({"success": False, "data": {"status": "ok"}}, "success: false"),
        ({"data": {"status": "not_ready"}}, "not_ready"),
    ],
    ids=["a status", "in data", "the envelope", "not ready"],
)
def test_a_health_that_calls_itself_ill_is_none(body: dict[str, Any], word: str) -> None:
    with pytest.raises(ResponseError, match=f"/health answers 200 and says of itself: {word}"):
        health.expect_said(answer(body))


@pytest.mark.parametrize(
    "body",
    [
        {"status": "ok", "logLevel": "error", "cache": "disabled", "database": "connected", "error": {}},
        {"status": "ok", "error": None, "info": {"database": {"status": "up"}}, "details": {"node": "22"}},
        {"status": "degraded", "version": "1.2.3", "authProvider": "supabase"},
        ["ok"],
    ],
    ids=["beside status", "Terminus", "other words", "a list"],
)
def test_what_else_health_says_is_its_own_affair(body: object) -> None:
    health.expect_ok(answer(body))
    health.expect_said(answer(body))


def of(said: object) -> dict[str, Any]:
    return {"status": "ok", "checks": {"redis": said}}


@pytest.mark.parametrize(
    "said",
    [
        *("ok", "OK (3 ms)", "passing", "operational", "warn", "Healthy", True),
        *({"status": 200}, {"status": True}, {"ok": True, "latencyMs": 3}, {"healthy": True}, {"state": "running"}),
        [{"status": "pass", "observedValue": 25}, {"status": "pass"}],
        *(
            "ok (0 failed)",
            "connected, 0 errors",
            "ok, last error: none",
            "ok (timeout 5000 ms)",
            "ok, timeout=5000 ms",
        ),
        *("ok; failed jobs: 0", "healthy, unhealthy hosts: 0", "ok, degraded: false", "running: 3, stopped: 0"),
        *("ok, error rate: 0.0", "ok, offline: none"),
        *("up, no dead letters", "healthy, failed: 0", "yellow", "Succeeded", "working", {"state": "idle"}),
        *({"status": "ACTIVE_HEALTHY"}, {"connected": True, "state": "settled"}, {"status": "purple", "healthy": True}),
    ],
    ids=str,
)
def test_a_dependency_is_well_in_any_words(said: object) -> None:
    health.expect_ok(answer(of(said)))
    assert not health.undecided(answer(of(said)))
    assert list(health.dependencies(answer(of(said)))) == ["redis"]


@pytest.mark.parametrize(
    "said",
    [
        *("down", "error", "failing", "failure", "critical", "degraded", "not connected", "connection refused", False),
        *("timeout", "timed out", "not ok", "unhealthy: last seen ok", "OUT_OF_SERVICE", "no connection"),
        *({"status": 503}, {"status": False}, {"ok": False}, {"healthy": False, "latencyMs": 3}, {"state": "stopped"}),
        [{"status": "pass"}, {"status": "fail"}],
        [[{"status": "fail"}]],
        {"status": {"state": "down"}},
        *({"status": "starting"}, "ready: false", {"status": "red"}, {"status": "INIT_FAILED"}, "not_ready"),
        *("down (0 errors)", "ok, 10 failed", "ok (3 ms), 2 errors", "up, errors: 0.5 %", "error: none, but degraded"),
        *("ok, error rate: 0.05", "ok, failed jobs: 10", "down, latency: 0", "down retries: 0", "not connecting"),
        *("error: no connection", "error: none of 3 replicas answered", "ok, redis down (0 errors)"),
        *({"status": "purple", "healthy": False}, {"status": "configured", "state": "down"}),
    ],
    ids=str,
)
def test_a_dependency_is_ill_in_any_words(said: object) -> None:
    with pytest.raises(DependencyError, match=r"a dependency is not ok: redis "):
        health.expect_ok(answer(of(said)))


NEITHER: list[object] = ["purple", {"status": "purple"}, {"status": "unknown"}, {"status": "configured"}]
NEITHER += [{"status": "not configured"}, {"status": "v7"}, {"latencyMs": 3}, "no errors", "up (was down)"]
NEITHER += [
    "not degraded",
    "up, not degraded",
    "not failing",
    "no known errors",
    "without any error",
    "unreachable nodes: 0",
    "ERROR_FREE",
]


@pytest.mark.parametrize("said", NEITHER, ids=str)
def test_a_word_that_nobody_knows_is_neither(said: object) -> None:
    health.expect_ok(answer(of(said)))
    assert health.undecided(answer(of(said))) == ["redis"]
    assert not health.dependencies(answer(of(said)))


def test_false_is_ill_of_what_is_called_as_a_dependency_is() -> None:
    said = answer({"status": "ok", "checks": {"database": False, "maintenanceMode": False}})
    assert health.broken_dependencies(said) == {"database": "False"}
    assert health.undecided(said) == ["maintenanceMode"]


@pytest.mark.parametrize("said", ["15.1.0", 2, 0, None, "", [], {}, "https://cache.example.com/down"], ids=str)
def test_what_is_no_status_is_not_judged(said: object) -> None:
    health.expect_ok(answer(of(said)))
    assert not health.undecided(answer(of(said)))
    assert not health.dependencies(answer(of(said)))


@pytest.mark.parametrize(
    ("name", "ill"),
    [
        *(("database", True), ("dbStatus", True), ("redis_connection", True), ("PostgreSQL", True), ("queues", True)),
        *(("authProvider", True), ("db-health", True), ("payments", True), ("sqlServer", True), ("mailer", True)),
        *(("dbLogLevel", False), ("searchFallback", False), ("cacheOnError", False), ("author", False)),
    ],
)
def test_what_stands_beside_status_is_a_dependency_by_its_whole_name(name: str, *, ill: bool) -> None:
    said = answer({"status": "ok", name: "error"})
    if ill:
        with pytest.raises(DependencyError, match=f"a dependency is not ok: {name} "):
            health.expect_ok(said)
    else:
        health.expect_ok(said)


def test_the_text_ok_may_begin_with_a_mark_of_its_encoding() -> None:
    request = httpx.Request("GET", "https://api.example.com/health")
    health.expect_said(httpx.Response(200, content=b"\xef\xbb\xbfok\r\n", request=request))
    health.expect_said(httpx.Response(200, content=b"\xef\xbb\xbf{}", request=request))
