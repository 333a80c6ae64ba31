"""PostgreSQL of a stack: TLS and a password for Servio, a socket for its owner."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Part, tail
from servio_sandbox.stack.parts.programs import Programs
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.processes import ME, User
from servio_sandbox.stack.state import State
from servio_sandbox.stack.waiting import wait_until

if TYPE_CHECKING:
    import psycopg

NAME = "postgresql"
READY_SECONDS = 30.0


def user() -> User:
    """Return who the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return ME
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise SandboxError("PostgreSQL does not run as root, and there is no user postgres: be another user") from None
    return User("postgres")


def folder(place: Place) -> Path:
    """Return the folder of socket and data."""
    return place.folder / "postgresql"


def url(place: Place, state: State) -> str:
    """Return the address of Servio's database, as its tasks are told it."""
    server = description().postgresql
    trust = f"sslmode=verify-full&sslrootcert={place.ca_file}"
    return f"postgresql+psycopg://{server.user}:{state.password}@127.0.0.1:{state.ports.postgresql}/{server.database}?{trust}"


def owner(place: Place, state: State, database: str = "postgres") -> "psycopg.Connection":
    """Return a connection of the server's owner, through the socket."""
    import psycopg  # slow to import, and a run that finds the stack up does not need it

    where = {"host": str(folder(place)), "port": state.ports.postgresql}
    return psycopg.connect(dbname=database, user="postgres", autocommit=True, connect_timeout=5, **where)  # type: ignore[arg-type]


def prepare(place: Place, programs: Programs) -> None:
    """Make the cluster: data, key, and who is let in."""
    here, data = folder(place), folder(place) / "data"
    here.mkdir(mode=0o700)
    _own(here)
    if (name := user().name) is not None:
        os.chown(place.folder, -1, pwd.getpwnam(name).pw_gid)
        place.folder.chmod(0o710)  # the server must get to its own folder, and nobody else needs to
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    made = processes.start(
        place,
        "initdb",
        [programs["initdb"], f"--pgdata={data}", *options],
        folder=here,
        user=user(),
        environ={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    )
    if made.wait():
        raise SandboxError(f"initdb ended with {made.returncode}: {' '.join(tail(place.log('initdb'), 2))}")
    (place.pids / "initdb").unlink()
    key = data / "server.pem"
    shutil.copyfile(place.certificates / "postgresql.pem", key)
    key.chmod(0o600)
    (data / "pg_hba.conf").write_text(description().postgresql.admission("127.0.0.1/32"), encoding="utf-8")
    _own(key)


def start(place: Place, state: State, programs: Programs) -> Part:
    """Start the server and return it once it takes connections; SandboxError where it ended instead."""
    here = folder(place)
    settings = description().postgresql.settings | {
        "listen_addresses": "127.0.0.1",
        "port": str(state.ports.postgresql),
        "unix_socket_directories": str(here),
        "unix_socket_permissions": "0700",
        "ssl_cert_file": "server.pem",
        "ssl_key_file": "server.pem",
        "dynamic_shared_memory_type": "mmap",  # in its folder: a killed server leaves nothing in /dev/shm
    }
    options = [option for key, value in settings.items() for option in ("-c", f"{key}={value}")]
    command = [programs["postgres"], "-D", str(here / "data"), *options]
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    pid = processes.start(place, NAME, command, folder=here, user=user(), environ=environ).pid
    part = Part(
        NAME,
        pid,
        processes.started_at(pid),
        f"127.0.0.1:{state.ports.postgresql}",
        str(here),
        str(place.log(NAME)),
        programs.versions["postgres"],
    )
    wait_until(lambda: not part.runs or _answers(state, programs), READY_SECONDS)
    if not part.runs:
        raise SandboxError(f"PostgreSQL ended: {' '.join(_last(place))}")
    return part


def _last(place: Place) -> list[str]:
    return tail(place.log(NAME), 2)


def _answers(state: State, programs: Programs) -> bool:
    """Run the description's health check."""
    check = [programs["pg_isready"], *description().postgresql.health[1:]]
    where = {"PGPORT": str(state.ports.postgresql)}
    return subprocess.run(check, env=where, check=False).returncode == 0  # noqa: S603 - found on the PATH


def create_database(place: Place, state: State) -> None:
    """Create Servio's user and database."""
    from psycopg import sql

    server = description().postgresql
    name, database = sql.Identifier(server.user), sql.Identifier(server.database)
    with owner(place, state) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(state.password)))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, name))


STOP = signal.SIGQUIT
"""Immediate: nothing of it is kept."""


def _own(path: Path) -> None:
    if (name := user().name) is not None:
        shutil.chown(path, name, name)
