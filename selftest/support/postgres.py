"""A PostgreSQL server of the selftest's own: TLS only, one user of Servio's, databases made as a test wants them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import trustme

from selftest.support.processes import free_port

PASSWORD = "canary-of-the-database"  # noqa: S105 - planted, to be found nowhere
PLACES = ("/usr/lib/postgresql/15/bin",)
TLS_ONLY = "local all all trust\nlocal replication all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
ALSO_PLAIN = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
SETTINGS = (
    "shared_buffers=16MB",
    "fsync=off",
    "max_wal_senders=4",
    "listen_addresses=127.0.0.1",
    "ssl=on",
    "timezone=UTC",
)


@dataclass(frozen=True)
class Postgres:
    """A server that is up."""

    folder: Path
    port: int

    def url(self, database: str, user: str = "servio", password: str = PASSWORD, query: str = "sslmode=require") -> str:
        """Return the address of a database, as Servio would be told it."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}?{query}"

    rules: str = TLS_ONLY
    """Who is let in (`pg_hba.conf`)."""

    def connection(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection of the superuser's."""
        return psycopg.connect(self.admin(database), autocommit=True)

    def run(self, *statements: str, database: str = "postgres", may_fail: bool = False) -> None:
        """Run statements as the superuser, each by itself."""
        with self.connection(database) as connection, suppress(psycopg.Error) if may_fail else nullcontext():
            for statement in statements:
                connection.execute(statement.encode())

    def role(self, name: str, more: str = "", password: str = PASSWORD) -> None:
        """Make a user who may sign in; one of that name gets this password and these attributes."""
        self.run(f"CREATE ROLE {name}", may_fail=True)
        self.run(f"ALTER ROLE {name} LOGIN PASSWORD '{password}' {more}")

    def fresh(self, database: str, more: str = "OWNER servio") -> str:
        """Make a database, in place of one of that name: fixtures are set up again where a test is tried again."""
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", f"CREATE DATABASE {database} {more}")
        return database

    def query(self, sql: str) -> Any:
        """Return the one value that a query gives."""
        with self.connection() as connection:
            row = connection.execute(sql.encode()).fetchone()
        return row[0] if row else None

    def admin(self, database: str = "postgres") -> str:
        """Return what the superuser connects with."""
        return f"host={self.folder} port={self.port} dbname={database} user=postgres"

    @contextmanager
    def admitting(self, rules: str) -> Iterator[None]:
        """Let in whom these rules say (`pg_hba.conf`), while the block runs."""
        file = self.folder / "data" / "pg_hba.conf"
        file.write_text(rules, encoding="utf-8")
        self.run("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            file.write_text(TLS_ONLY, encoding="utf-8")
            self.run("SELECT pg_reload_conf()")


def program(name: str) -> str:
    """Return where a program of PostgreSQL is; skip the test where it is not."""
    found = shutil.which(name, path=os.pathsep.join((*PLACES, os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not here: apt-get install postgresql-15")
    return found


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server; it ends with the block."""
    control = program("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="servio-postgres-") as place:
        folder = Path(place)
        _make(folder)
        server = Postgres(folder, free_port())
        _start(server)
        try:
            yield server
        finally:
            _as_postgres(control, "stop", "-m", "immediate", "-D", f"{folder}/data")


@contextmanager
def stopped(server: Postgres) -> Iterator[None]:
    """Stop a server at once, as when its machine dies; it is up again after the block."""
    _as_postgres(program("pg_ctl"), "stop", "-m", "immediate", "-D", f"{server.folder}/data")
    try:
        yield
    finally:
        _start(server)


@contextmanager
def hanging(server: Postgres) -> Iterator[None]:
    """Stop every process of a server in its tracks, as a machine that is out of memory does, while the block runs."""
    first = psutil.Process(int((server.folder / "data/postmaster.pid").read_text().split()[0]))
    processes = [first, *first.children()]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _start(server: Postgres) -> None:
    folder = server.folder
    options = " ".join(f"-c {each}" for each in (*SETTINGS, f"port={server.port}"))
    start = f"-c unix_socket_directories={folder} {options}"
    _as_postgres(program("pg_ctl"), "start", "-w", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", start)


@contextmanager
def standby(primary: Postgres) -> Iterator[Postgres]:
    """Start a replica of a server; it ends with the block."""
    data, control = primary.folder / "standby", program("pg_ctl")
    source = ("-h", str(primary.folder), "-p", str(primary.port), "-U", "postgres", "-D", str(data))
    _as_postgres(program("pg_basebackup"), *source, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
    server = Postgres(primary.folder, free_port())
    start = " ".join(f"-c {each}" for each in (*SETTINGS, f"unix_socket_directories={primary.folder}"))
    log = ("-l", f"{primary.folder}/standby.log")
    _as_postgres(control, "start", "-w", "-D", str(data), *log, "-o", f"{start} -c port={server.port}")
    try:
        yield server
    finally:
        _as_postgres(control, "stop", "-m", "immediate", "-D", str(data))


def _make(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    options = ("--auth=trust", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync")
    _as_postgres(program("initdb"), "-D", f"{folder}/data", *options)
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "data/server.crt")
    certificate.private_key_pem.write_to_path(folder / "data/server.key")
    (folder / "data/server.key").chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(folder / "data/server.key", "postgres")
        shutil.chown(folder / "data/server.crt", "postgres")
    (folder / "data/pg_hba.conf").write_text(TLS_ONLY, encoding="utf-8")


def _as_postgres(*command: str) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
