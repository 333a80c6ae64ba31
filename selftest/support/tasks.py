"""Tasks of one deployment: sandboxes in processes of their own that share a PostgreSQL and a Redis."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx

from selftest.support.postgres import Postgres, postgres
from selftest.support.processes import free_port
from selftest.support.redis_server import Redis, redis_server
from selftest.support.sandbox import Running, running
from servio_verify.run.polling import wait_until

KEY = "servio_key-of-all-tasks"


@dataclass(frozen=True)
class Parts:
    """The servers that tasks share."""

    postgres: Postgres
    redis: Redis

    def database(self, name: str) -> str:
        """Return the address of a database, as a task is told it."""
        return self.postgres.url(name).replace("postgresql:", "postgresql+psycopg:")

    def options(self, database: str = "servio") -> tuple[str, ...]:
        """Return the options that lead a task to them."""
        trust = ("--redis-ca", str(self.redis.authority))
        return ("--database", self.database(database), "--redis", self.redis.url(), *trust, "--api-key", KEY)

    @contextmanager
    def fresh_database(self, name: str) -> Iterator[str]:
        """Make an empty database, which is gone after the block."""
        self.postgres.fresh(name)
        try:
            yield name
        finally:
            self.postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def parts_running() -> Iterator[Parts]:
    """Start both servers, with an empty database `servio`; they end with the block."""
    with postgres() as database, redis_server("maxmemory-policy noeviction", renamed=()) as cache:
        database.role("servio")
        database.fresh("servio")
        yield Parts(database, cache)


@dataclass(frozen=True)
class Deployment:
    """Two tasks of one deployment."""

    parts: Parts
    tasks: tuple[Running, Running]
    clients: tuple[httpx.Client, httpx.Client]
    web_url: str
    """Where the first task's web app really is, behind what browsers see."""

    def ready(self, number: int = 0) -> httpx.Response:
        """Ask a task whether it is ready."""
        return self.clients[number].get("/ready")

    def wait_until_ready(self, seconds: float = 10) -> None:
        """Wait until both are ready."""
        well = wait_until(lambda: all(self.ready(number).status_code == 200 for number in (0, 1)), seconds, every=0.1)
        assert well, [self.ready(number).text for number in (0, 1)]


@contextmanager
def deployment(parts: Parts, *options: str) -> Iterator[Deployment]:
    """Start two tasks at once; they end with the block."""
    web_port = free_port()
    own = (("--build", "a1", "--web-port", str(web_port)), ("--build", "b2"))
    with ExitStack() as opened, ThreadPoolExecutor(2) as pool:
        starting = [pool.submit(opened.enter_context, running(*parts.options(), *options, *more)) for more in own]
        one, other = (start.result() for start in starting)
        clients = [
            opened.enter_context(httpx.Client(base_url=task.facts["api_url"], timeout=30)) for task in (one, other)
        ]
        yield Deployment(parts, (one, other), (clients[0], clients[1]), f"http://127.0.0.1:{web_port}")


def timed(client: httpx.Client, method: str, path: str, **more: object) -> tuple[httpx.Response, float]:
    """Return an answer, and the seconds that it took."""
    started = time.monotonic()
    answer = client.request(method, path, **more)  # type: ignore[arg-type]
    return answer, time.monotonic() - started
