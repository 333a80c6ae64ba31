"""The sandbox's shared state: what several tasks behind one balancer must agree on."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from servio_sandbox.api.limits import Limited
from servio_sandbox.app.asgi import App, Signed
from servio_sandbox.shared_state.memory import MAX_RESULTS, MemoryRequestCounter, MemoryResultStore


async def statuses(apps: list[App], path: str) -> list[int]:
    """Ask the applications in turn, as a balancer does."""
    answers = []
    for app in apps:
        task = httpx.ASGITransport(Signed(app, ["5f3c1a9"], {}))
        async with httpx.AsyncClient(transport=task, base_url="http://127.0.0.1") as client:
            answers.append((await client.get(path)).status_code)
    return answers


def counted(windows: list[tuple[str, int]]) -> list[int]:
    counter = MemoryRequestCounter()

    async def count() -> list[int]:
        return [await counter.count((client,), window) for client, window in windows]

    return asyncio.run(count())


def test_requests_are_counted_for_each_key_anew_in_each_window() -> None:
    assert counted([("a", 1), ("a", 1), ("b", 1), ("a", 2), ("b", 2), ("b", 2)]) == [1, 2, 1, 1, 1, 2]


def test_two_tasks_with_one_counter_keep_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servio_sandbox.api.limits.time.time", lambda: 60.0)  # no minute ends meanwhile
    counter = MemoryRequestCounter()
    app = PlainTextResponse("ok")
    tasks = [Limited(app, counter, 3, "/api/") for _ in range(2)]
    assert asyncio.run(statuses([*tasks, *tasks], "/api/venues")) == [200, 200, 200, 429]


def test_two_limits_with_one_counter_count_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servio_sandbox.api.limits.time.time", lambda: 60.0)
    counter = MemoryRequestCounter()
    sign_in = Limited(PlainTextResponse("ok"), counter, 2, "/api/auth/login", "GET")
    both = Limited(sign_in, counter, 3, "/api/")
    assert asyncio.run(statuses([both] * 3, "/api/auth/login")) == [200, 200, 429]


def test_calls_at_once_for_one_key_make_one_result() -> None:
    store, start, made = MemoryResultStore(), Barrier(8), []

    def make() -> dict[str, Any]:
        made.append(1)
        return {"id": len(made)}

    def call(_number: int) -> dict[str, Any]:
        start.wait()
        return store.once(("account", "/venues", "key"), make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(call, range(8))) == [{"id": 1}] * 8


def test_a_failure_is_not_kept() -> None:
    store = MemoryResultStore()

    def fail() -> dict[str, Any]:
        raise KeyError

    with pytest.raises(KeyError):
        store.once(("key",), fail)
    assert store.once(("key",), lambda: {"id": 2}) == {"id": 2}


def test_the_oldest_results_are_dropped() -> None:
    store = MemoryResultStore()
    for number in range(MAX_RESULTS + 1):
        store.once((str(number),), lambda: {"id": "first"})
    assert store.once((str(MAX_RESULTS),), lambda: {"id": "second"}) == {"id": "first"}
    assert store.once(("0",), lambda: {"id": "second"}) == {"id": "second"}
