"""Servers that tasks share, and what a task says while one of them is ill."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import httpx
import pytest

from selftest.support import postgres, redis_server
from selftest.support.tasks import Deployment, Parts, timed
from servio_verify.run.polling import wait_until

Illness = Callable[[Parts], AbstractContextManager[None]]


@contextmanager
def redis_is(parts: Parts, *command: str, well: tuple[str, ...]) -> Iterator[None]:
    with parts.redis.client() as client:
        client.execute_command(*command)
        try:
            yield
        finally:
            client.execute_command(*well)


@contextmanager
def database_read_only(parts: Parts) -> Iterator[None]:
    def read_only(word: str) -> None:
        parts.postgres.run(f"ALTER SYSTEM SET default_transaction_read_only = {word}", "SELECT pg_reload_conf()")
        told = "SHOW default_transaction_read_only"
        assert wait_until(lambda: parts.postgres.query(told) == word, 10, every=0.02)

    read_only("on")
    try:
        yield
    finally:
        read_only("off")


@contextmanager
def tables_locked(parts: Parts) -> Iterator[None]:
    with parts.postgres.connection("servio") as connection, connection.transaction():
        connection.execute("LOCK TABLE venues IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def redis_hanging(parts: Parts) -> Iterator[None]:
    process = parts.redis.processes[-1]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def warm_up(tasks: Deployment) -> None:
    """Have both tasks open several connections to each server: what hangs is then found hanging."""
    tasks.wait_until_ready()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.get, "/api/v1/venues") for client in tasks.clients for _ in range(8)]
        assert all(answer.result().status_code == 200 for answer in asked)


FULL, NOT_FULL = ("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "64mb")
REPLICA, MASTER = ("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")
ILLNESSES: dict[str, tuple[Illness, str]] = {
    "database": (lambda parts: postgres.stopped(parts.postgres), "the database does not answer"),
    "database read-only": (database_read_only, "the database is read-only"),
    "redis": (lambda parts: redis_server.stopped(parts.redis), "redis does not answer"),
    "redis hangs": (redis_hanging, "redis does not answer"),
    "redis full": (lambda parts: redis_is(parts, *FULL, well=NOT_FULL), "redis is full"),
    "redis read-only": (lambda parts: redis_is(parts, *REPLICA, well=MASTER), "redis is read-only"),
}


def test_readiness_names_both_servers_and_their_times(tasks: Deployment) -> None:
    tasks.wait_until_ready()
    for number in (0, 1):
        checks = tasks.ready(number).json()["data"]["checks"]
        assert list(checks) == ["database", "redis"]
        assert all(check["status"] == "ok" and 0 < check["responseTime"] < 3000 for check in checks.values())


@pytest.mark.parametrize("name", ILLNESSES)
def test_an_ill_server_is_a_503_in_the_envelope_and_is_well_again_by_itself(
    tasks: Deployment, key: dict[str, str], name: str
) -> None:
    illness, said = ILLNESSES[name]
    warm_up(tasks)
    with illness(tasks.parts):
        for client in tasks.clients:
            answer, seconds = timed(client, "POST", "/api/v1/venues", json={"name": "Never"}, headers=key)
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "SERVICE_UNAVAILABLE"), answer.text
            assert (answer.json()["error"]["message"], seconds < 5) == (said, True)
            assert client.get("/health").status_code == 200
            ready = client.get("/ready")
            ill = {part for part, check in ready.json()["data"]["checks"].items() if check["status"] != "ok"}
            assert (ready.status_code, ill) == (503, {name.split()[0]})
    tasks.wait_until_ready()
    for client in tasks.clients:
        assert client.get("/api/v1/orders", headers=key).status_code == 200


def test_after_a_failover_connections_are_opened_anew(tasks: Deployment, key: dict[str, str]) -> None:
    def of_tasks() -> set[int]:
        found = tasks.parts.postgres.query("SELECT array_agg(pid) FROM pg_stat_activity WHERE usename = 'servio'")
        return set(found or ())

    def create(client: httpx.Client) -> int:
        return client.post("/api/v1/venues", json={"name": "After"}, headers=key).status_code

    tasks.wait_until_ready()
    before = of_tasks()
    with database_read_only(tasks.parts):
        assert [create(client) for client in tasks.clients] == [503, 503]
    assert [create(client) for client in tasks.clients] == [201, 201]
    assert before
    assert not before & of_tasks()


def test_a_lock_that_is_held_is_a_503_within_seconds(tasks: Deployment) -> None:
    tasks.wait_until_ready()
    with tables_locked(tasks.parts):
        answer, seconds = timed(tasks.clients[0], "GET", "/api/v1/venues")
        assert (answer.status_code, seconds < 8) == (503, True)
        assert answer.json()["error"]["message"] == "the database is locked: a statement waited for too long"
    assert tasks.clients[0].get("/api/v1/venues").status_code == 200


def test_no_connection_left_is_a_503(parts: Parts, tasks: Deployment, key: dict[str, str]) -> None:
    tasks.wait_until_ready()
    parts.postgres.run("ALTER ROLE servio CONNECTION LIMIT 0")
    parts.postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'servio'")
    try:
        answer = tasks.clients[0].get("/api/v1/orders", headers=key)
        assert (answer.status_code, answer.json()["error"]["message"]) == (503, "the database has no connection left")
    finally:
        parts.postgres.run("ALTER ROLE servio CONNECTION LIMIT -1")
    tasks.wait_until_ready()


def test_a_database_that_hangs_is_a_503_within_seconds(tasks: Deployment, one: httpx.Client) -> None:
    warm_up(tasks)
    with postgres.hanging(tasks.parts.postgres):
        answer, seconds = timed(one, "GET", "/api/v1/venues")
        assert (answer.status_code, seconds < 9) == (503, True), answer.text
        ready, seconds = timed(one, "GET", "/ready")
        assert (ready.json()["data"]["checks"]["database"]["status"], seconds < 5) == ("error", True)
    tasks.wait_until_ready()
