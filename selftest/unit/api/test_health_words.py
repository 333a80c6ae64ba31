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
