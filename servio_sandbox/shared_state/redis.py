"""Shared state in Redis, for several tasks behind one balancer."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import redis
from redis import asyncio as redis_asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from servio_sandbox.log import log
from servio_sandbox.shared_state.interface import Key
from servio_sandbox.store.database import Database
from servio_sandbox.store.refusals import Unavailable
from servio_sandbox.store.sessions import LIFETIME, Identity, account_by_id

TIMEOUT = 1
"""Seconds for connecting, and for each answer."""

CONNECTIONS = 40
"""As many as there are worker threads."""

TURN_SECONDS = 30
"""So long a key is reserved for the request that came first; the task that has it may be gone."""

WAIT_SECONDS = 4
POLL_SECONDS = 0.02
DAY = 86_400
TROUBLES = (
    (redis.exceptions.OutOfMemoryError, "redis is full"),
    (redis.exceptions.ReadOnlyError, "redis is read-only"),
    (redis.exceptions.BusyLoadingError, "redis is still loading its data"),
    (redis.exceptions.AuthenticationError, "redis does not let this task in"),
)


class RedisClients:
    """Clients of one server, for threads and for the event loop; what fails is tried anew, once."""

    def __init__(self, url: str, ca_file: Path | None) -> None:
        options: dict[str, Any] = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT}
        options |= {"max_connections": CONNECTIONS, "timeout": TIMEOUT}
        if ca_file:
            options["ssl_ca_certs"] = str(ca_file)
        pool = redis.BlockingConnectionPool.from_url(url, retry=Retry(NoBackoff(), 1), decode_responses=True, **options)
        loop_pool = redis_asyncio.BlockingConnectionPool.from_url(url, retry=AsyncRetry(NoBackoff(), 1), **options)
        # The stubs do not know `decode_responses`: without it, each answer would be bytes.
        self.threads: Any = redis.Redis.from_pool(pool)
        self.loop = redis_asyncio.Redis.from_pool(loop_pool)

    def ping(self) -> None:
        """Write something; raises Unavailable where that fails: what cannot be written to serves nobody."""
        with answering():
            self.threads.set("servio:ready", 1, ex=60)

    def close(self) -> None:
        """Close the connections of threads; those of the loop end with it."""
        self.threads.close()


@contextmanager
def answering() -> Iterator[None]:
    """Turn an error of Redis into Unavailable, in words that name nothing secret."""
    try:
        yield
    except redis.RedisError as error:
        text = next((said for kind, said in TROUBLES if isinstance(error, kind)), "redis does not answer")
        log(text)
        raise Unavailable(text) from error


class RedisRequestCounter:
    """Counters that end by themselves after their window."""

    def __init__(self, clients: RedisClients, seconds: int) -> None:
        self._client = clients.loop
        self._seconds = seconds

    async def count(self, key: Key, window: int) -> int:
        """Count one more request for `key` in this window; return how many there were."""
        name = f"servio:count:{':'.join(key)}:{window}"
        with answering():
            async with self._client.pipeline(transaction=False) as commands:
                commands.incr(name)
                commands.expire(name, 2 * self._seconds, nx=True)
                counted, _ = await commands.execute()
        return int(counted)


class RedisResultStore:
    """Results of a day. Who comes first reserves the key, makes the result and puts it there; the others wait."""

    def __init__(self, clients: RedisClients) -> None:
        self._client = clients.threads

    def once(self, key: Key, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what the first call for `key` made, in whichever task; Unavailable where that takes too long."""
        name = f"servio:result:{hashlib.sha256(json.dumps(key).encode()).hexdigest()}"
        turn = secrets.token_hex()
        for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
            with answering():
                reserved = self._client.set(name, turn, nx=True, ex=TURN_SECONDS)
                found = None if reserved else self._client.get(name)
            if reserved or found == turn:  # the reservation was made, and its answer lost
                return self._make(name, make)
            if found and found.startswith("{"):
                result: dict[str, Any] = json.loads(found)
                return result
            Event().wait(POLL_SECONDS)
        raise Unavailable("the first request with this Idempotency-Key is still under way")

    def _make(self, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            made = make()
        except BaseException:
            self._quietly(lambda: self._client.delete(name))
            raise
        # It is stored: to answer 503 now, because Redis is gone, would ask for it a second time.
        self._quietly(lambda: self._client.set(name, json.dumps(made), ex=DAY))
        return made

    def _quietly(self, command: Callable[[], Any]) -> None:
        try:
            with answering():
                command()
        except Unavailable:
            pass  # it is in the log


class RedisSessions:
    """Sessions that all tasks know; each ends by itself after its lifetime."""

    def __init__(self, clients: RedisClients, database: Database) -> None:
        self._client = clients.threads
        self._database = database

    def open(self, digest: str, account_id: str) -> None:
        """Keep a new session."""
        with answering(), self._client.pipeline() as commands:
            commands.set(f"servio:session:{digest}", account_id, ex=LIFETIME)
            commands.sadd(f"servio:sessions-of:{account_id}", digest)
            commands.expire(f"servio:sessions-of:{account_id}", LIFETIME)
            commands.execute()

    def identity_of(self, digest: str) -> Identity | None:
        """Return the account of a session that has not ended."""
        with answering():
            account_id = self._client.get(f"servio:session:{digest}")
        return account_by_id(self._database, account_id)

    def end(self, digest: str) -> None:
        """End a session for good."""
        with answering():
            account_id = self._client.getdel(f"servio:session:{digest}")
            if account_id:
                self._client.srem(f"servio:sessions-of:{account_id}", digest)

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        with answering():
            digests = self._client.smembers(f"servio:sessions-of:{account_id}")
            names = [f"servio:session:{digest}" for digest in digests]
            self._client.delete(f"servio:sessions-of:{account_id}", *names)
