"""Ways of breaking local staging, each a block: it is broken inside, and mended where the block ends."""

import datetime
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import redis as redis_client

from selftest.support.processes import ROOT
from servio_sandbox.stack.commands.down import down
from servio_sandbox.stack.commands.up import up
from servio_sandbox.stack.control import Control
from servio_sandbox.stack.description import description
from servio_sandbox.stack.parts import postgresql, redis
from servio_sandbox.stack.parts.task import BUILD, Start
from servio_sandbox.stack.readiness import await_ready
from servio_sandbox.stack.state import Snippets
from servio_verify.run.polling import wait_until

OTHER_BUILD = "0ddba11c0de5"
Breakage = Callable[[Control], AbstractContextManager[None]]
READY_SECONDS = 20.0
DATABASE = description().postgresql.database


@contextmanager
def nothing(_stack: Control) -> Iterator[None]:
    """Break nothing."""
    yield


def tasks_are(*starts: Start) -> Breakage:
    """Have these tasks, in place of those that are there."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        replace_tasks(stack, *starts)
        yield

    return block


def replace_tasks(stack: Control, *starts: Start) -> None:
    """Replace as many tasks as there are starts; one after the other, without a gap."""
    for old, how in zip(stack.state.tasks, starts, strict=False):
        stack.replace(old.name, how)


def with_fault(*names: str, build: str = BUILD) -> Start:
    """Return how a task with these faults is started."""
    return Start(build, tuple(word for name in names for word in ("--fault", name)))


def roll_out(*arguments: str) -> "subprocess.Popen[str]":
    """Begin a roll-out, as a pipeline does."""
    command = [sys.executable, "-m", "servio_sandbox.stack", "roll-out", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def rolling(*arguments: str, code: int = 0) -> Breakage:
    """Have a roll-out begin; the block ends after it."""

    @contextmanager
    def block(_stack: Control) -> Iterator[None]:
        with roll_out(*arguments) as process:
            yield
            said, _ = process.communicate(timeout=90)
        assert process.returncode == code, said

    return block


def rolled(*arguments: str, code: int = 0) -> Breakage:
    """Have a roll-out end before the block."""

    @contextmanager
    def block(_stack: Control) -> Iterator[None]:
        with roll_out(*arguments) as process:
            said, _ = process.communicate(timeout=90)
        assert process.returncode == code, said
        yield

    return block


def signalled(number: signal.Signals, after: signal.Signals | None = None) -> Breakage:
    """Send a signal to the first task, and another one at the end."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        name = stack.state.tasks[0].name
        stack.signal(name, number)
        yield
        if after:
            stack.signal(name, after)

    return block


def stopped(name: str) -> Breakage:
    """Have PostgreSQL, Redis or the balancer stopped."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        stack.stop(name)
        yield
        stack.start(name)

    return block


def nginx(http: str = "", server: str = "", location: str = "") -> Breakage:
    """Have more lines in nginx's configuration."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        stack.configure(http=http, server=server, location=location)
        yield
        stack.configure()

    return block


def pinned(by: str, *starts: Start) -> Breakage:
    """Have the balancer pin to one task, by a line of `upstream`, and name it; with these tasks in place of others."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        replace_tasks(stack, *starts)
        ports = {"web": stack.state.ports.web, "api": stack.state.ports.api}
        http = [f"map $server_port $pinned {{ {' '.join(f'{port} pinned_{side};' for side, port in ports.items())} }}"]
        for side in ports:
            servers = (f"server 127.0.0.1:{getattr(task, f'{side}_port')};" for task in stack.state.tasks)
            http.append(f"upstream pinned_{side} {{ {by} {' '.join(servers)} }}")
        named = "add_header X-Served-By $upstream_addr always;"
        with nginx("\n".join(http), server=f"location ~ ^/ {{ {named} proxy_pass http://$pinned; }}")(stack):
            yield

    return block


def reloaded(times: int) -> Breakage:
    """Have nginx reloaded, again and again."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        for _ in range(times):
            stack.configure()
        yield

    return block


def certified(*hosts: str, days: float = 90) -> Breakage:
    """Have the balancer show another certificate."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        stack.certify(*hosts, not_before=end - datetime.timedelta(days=90), not_after=end)
        yield
        stack.certify()

    return block


def redis_told(*commands: tuple[str, ...], after: tuple[tuple[str, ...], ...]) -> Breakage:
    """Tell Redis something, and something else at the end."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        with redis_client.Redis.from_url(redis.url(stack.state), ssl_ca_certs=str(stack.place.ca_file)) as client:
            for command in commands:
                client.execute_command(*command)
            yield
            for command in after:
                client.execute_command(*command)

    return block


def sql(*statements: str, after: tuple[str, ...] = ()) -> Breakage:
    """Tell PostgreSQL something as its owner, and something else at the end; Servio's connections end each time."""

    @contextmanager
    def block(stack: Control) -> Iterator[None]:
        with owner(stack) as connection:
            _execute(connection, *statements)
            yield
            _execute(connection, *after)

    return block


def _execute(connection: psycopg.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement.encode())
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'servio'")


@contextmanager
def tables_locked(stack: Control) -> Iterator[None]:
    """Have the venues locked, as a migration or somebody at a prompt does."""
    with owner(stack) as connection, connection.transaction():
        connection.execute("LOCK TABLE venues IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def schema_behind(stack: Control) -> Iterator[None]:
    """Have tasks of a build whose migration was forgotten."""
    _migrate(stack, "--to", "0001")
    try:
        for old in stack.state.tasks:
            stack.replace(old.name, Start())
        yield
    finally:
        _migrate(stack)


def _migrate(stack: Control, *arguments: str) -> None:
    command = [sys.executable, "-m", "servio_sandbox.store.migrations", "--database", "env:DATABASE_URL", *arguments]
    environ = {"DATABASE_URL": postgresql.url(stack.place, stack.state)}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)


def owner(stack: Control) -> psycopg.Connection:
    """Return a connection of the server's owner to Servio's database."""
    return postgresql.owner(stack.place, stack.state, DATABASE)


def restore(stack: Control) -> None:
    """Bring back two healthy tasks of the first build, and a balancer without additions; a fresh stack if need be."""
    if stack.state.crashed:
        up(stack.place, Path(), Start())
    if stack.state.snippets != Snippets():
        stack.configure()
    for task in stack.state.tasks:
        if (task.build, task.arguments) != (BUILD, ()):
            stack.replace(task.name, Start())
    healthy = wait_until(lambda: all(task.healthy for task in stack.state.tasks), READY_SECONDS)
    if not healthy or await_ready(stack.place, stack.state, READY_SECONDS):
        down(stack.place)
        up(stack.place, Path(), Start())
