"""A Redis server of the selftest's own: TLS at one port, plain at another."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
import trustme

from selftest.support.processes import free_port
from servio_verify.run.polling import wait_until

PASSWORD = "canary-of-the-cache"  # noqa: S105 - planted, to be found nowhere
RENAMED = ("FLUSHALL", "FLUSHDB", "KEYS", "DEBUG", "SHUTDOWN", "REPLICAOF", "SLAVEOF", "MODULE")


@dataclass(frozen=True)
class Redis:
    """A server that is up."""

    authority: Path
    port: int
    plain_port: int
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def url(self, password: str = PASSWORD, port: int = 0, scheme: str = "rediss") -> str:
        """Return its address, as Servio would be told it."""
        return f"{scheme}://default:{password}@127.0.0.1:{port or self.port}/0"

    def client(self) -> redis.Redis:
        """Return a client that may do everything."""
        return redis.Redis(port=self.plain_port, password=PASSWORD, decode_responses=True)


@contextmanager
def redis_server(*options: str, renamed: tuple[str, ...] = RENAMED) -> Iterator[Redis]:
    """Start a server with these options of redis.conf; it ends with the block."""
    _program()
    with tempfile.TemporaryDirectory(prefix="servio-redis-") as place:
        folder = Path(place)
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(folder / "authority.pem")
        certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
        server = Redis(folder / "authority.pem", free_port(), free_port())
        (folder / "redis.conf").write_text("\n".join((*_settings(server, folder, renamed), *options)), encoding="utf-8")
        try:
            _start(server)
            yield server
        finally:
            for process in server.processes:
                process.kill()
                process.wait()


@contextmanager
def stopped(server: Redis) -> Iterator[None]:
    """Stop a server; it is up again after the block, with what it kept."""
    server.processes[-1].terminate()
    server.processes[-1].wait()
    try:
        yield
    finally:
        _start(server)


def _start(server: Redis) -> None:
    command = [_program(), str(server.authority.parent / "redis.conf")]
    server.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    with server.client() as client:
        assert wait_until(lambda: _is_up(client), 10, every=0.02), "Redis did not start"


def _program() -> str:
    found = shutil.which("redis-server", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/bin")
    if found is None:
        pytest.skip("redis-server is not here: apt-get install redis-server")
    return found


def _settings(server: Redis, folder: Path, renamed: tuple[str, ...]) -> Iterator[str]:
    yield f"dir {folder}"
    yield f"bind 127.0.0.1\nport {server.plain_port}\ntls-port {server.port}\ntls-auth-clients no"
    yield f"tls-cert-file {folder}/server.pem\ntls-key-file {folder}/server.pem\ntls-ca-cert-file {server.authority}"
    yield f"requirepass {PASSWORD}\nmaxmemory 64mb\nmaxmemory-policy volatile-lru\nappendonly yes\nsave 3600 1"
    yield from (f"rename-command {name} hidden-{name}" for name in renamed)


def _is_up(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
