"""What stands before a healthy sandbox: nginx, HAProxy, a slow relay, busy CPUs. All of it ends with the block."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from selftest.support.processes import free_port
from servio_verify.run.polling import wait_until

SEARCHED = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
HOST = "127.0.0.1"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto https; keepalive_timeout 2s;
  server {{ listen {web} ssl http2; location / {{ proxy_pass http://127.0.0.1:{inner_web}; }} }}
  server {{ listen {api} ssl http2; location / {{ proxy_pass http://127.0.0.1:{inner_api}; }} }}
  server {{ listen {plain_web}; return 301 https://127.0.0.1:{web}$request_uri; }}
  server {{ listen {plain_api}; return 301 https://127.0.0.1:{api}$request_uri; }}
}}
"""
HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout http-keep-alive {keep_alive}ms
frontend web
  bind 127.0.0.1:{web}
  default_backend web
frontend api
  bind 127.0.0.1:{api}
  default_backend api
backend web
  server one 127.0.0.1:{inner_web}
backend api
  server one 127.0.0.1:{inner_api}
"""


@dataclass(frozen=True)
class Placed:
    """Options for the sandbox behind, and settings for the run that comes from before."""

    options: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)


def program(name: str) -> str | None:
    """Return where a program is, or None."""
    return shutil.which(name, path=SEARCHED)


@contextmanager
def nothing(_folder: Path) -> Iterator[Placed]:
    """Put nothing before the sandbox."""
    yield Placed()


@contextmanager
def nginx(folder: Path) -> Iterator[Placed]:
    """Put nginx with TLS and HTTP/2 before it, and a redirect from plain HTTP."""
    authority = trustme.CA(organization_name="Servio verdicts")
    certificate = authority.issue_cert(HOST, "localhost")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(folder / "cert.pem"), append=True)
    ports = {name: free_port() for name in ("web", "api", "plain_web", "plain_api", "inner_web", "inner_api")}
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, **ports))
    settings = {"SERVIO_CA_FILE": str(folder / "ca.pem")}
    settings |= {
        f"SERVIO_{side.upper()}_HTTP_URL": f"http://{HOST}:{ports[f'plain_{side}']}" for side in ("web", "api")
    }
    with _running(["nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")], ports):
        yield Placed(_options(ports, "https"), settings)


@contextmanager
def haproxy(folder: Path, *, keep_alive: int) -> Iterator[Placed]:
    """Put HAProxy before it, which closes a connection that is idle for so many milliseconds."""
    ports = {name: free_port() for name in ("web", "api", "inner_web", "inner_api")}
    config = folder / "haproxy.cfg"
    config.write_text(HAPROXY.format(keep_alive=keep_alive, **ports))
    with _running(["haproxy", "-f", str(config)], ports):
        yield Placed(_options(ports, "http"))


@contextmanager
def relay(folder: Path, *, milliseconds: float) -> Iterator[Placed]:  # noqa: ARG001 (as the others)
    """Put a relay before it that takes so long each way."""
    ports = {name: free_port() for name in ("web", "api", "inner_web", "inner_api")}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(_relay(ports, milliseconds / 1000), loop).result(10)
    try:
        yield Placed(_options(ports, "http"))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextmanager
def busy_cpus(_folder: Path) -> Iterator[Placed]:
    """Keep each CPU busy with one process more."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield Placed()
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def _options(ports: dict[str, int], scheme: str) -> tuple[str, ...]:
    inner = ("--web-port", str(ports["inner_web"]), "--api-port", str(ports["inner_api"]))
    public = (f"--public-{side}={scheme}://{HOST}:{ports[side]}" for side in ("web", "api"))
    return (*inner, *public)


@contextmanager
def _running(command: Sequence[str], ports: dict[str, int]) -> Iterator[None]:
    path = program(command[0]) or command[0]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([path, *command[1:]], stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            if not wait_until(lambda: _listens(ports["web"]) and _listens(ports["api"]), 10):
                raise RuntimeError(f"{path} does not listen")
            yield
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


async def _relay(ports: dict[str, int], seconds: float) -> None:
    for side in ("web", "api"):
        inner = ports[f"inner_{side}"]

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inner: int = inner) -> None:
            there, back = await asyncio.open_connection(HOST, inner)
            await asyncio.gather(_pump(reader, back, seconds), _pump(there, writer, seconds), return_exceptions=True)

        await asyncio.start_server(serve, HOST, ports[side])


async def _pump(source: asyncio.StreamReader, to: asyncio.StreamWriter, seconds: float) -> None:
    try:
        while data := await source.read(65536):
            await asyncio.sleep(seconds)
            to.write(data)
            await to.drain()
    finally:
        to.close()
