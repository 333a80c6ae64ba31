"""Real balancers of the selftest's own, nginx and HAProxy, on a free port before servers of this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from selftest.support.processes import free_port
from servio_verify.run.polling import wait_until

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream tasks {{ {policy} {servers} }}
  proxy_set_header Host $host:$server_port;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://tasks; }} }}
}}
"""

HAPROXY = """
global
  stats socket {folder}/admin level admin
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend all
  bind 127.0.0.1:{port}
  default_backend tasks
backend tasks
  {policy}
  {servers}
"""


@dataclass(frozen=True)
class Balancer:
    """One that is up."""

    url: str
    folder: Path

    def tell(self, command: str) -> str:
        """Tell HAProxy's runtime interface something, as `set server tasks/task1 state drain`."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.folder / "admin"))
            admin.sendall(f"{command}\n".encode())
            return admin.recv(4096).decode()


@contextmanager
def nginx(policy: str, tasks: Sequence[str]) -> Iterator[Balancer]:
    """Stand before these origins; `policy` is a line of `upstream`, as `ip_hash;`."""
    servers = " ".join(f"server {url.partition('//')[2]};" for url in tasks)
    with _serving("nginx", ("-e", "stderr", "-c"), NGINX, policy=policy, servers=servers) as balancer:
        yield balancer


@contextmanager
def haproxy(policy: str, tasks: Sequence[str], each: str = "") -> Iterator[Balancer]:
    """Stand before these origins as task1 and so on; `policy` are lines of `backend`, as `balance source`."""
    servers = "\n  ".join(
        f"server task{n} {url.partition('//')[2]} {each.format(n)}" for n, url in enumerate(tasks, start=1)
    )
    policy = "\n  ".join(policy.splitlines())
    with _serving("haproxy", ("-f",), HAPROXY, policy=policy, servers=servers) as balancer:
        yield balancer


@contextmanager
def _serving(name: str, options: Sequence[str], template: str, **values: str) -> Iterator[Balancer]:
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not here: apt-get install {name}")
    with tempfile.TemporaryDirectory(prefix="servio-balancer-") as place:
        folder, port = Path(place), free_port()
        (folder / "conf").write_text(template.format(folder=place, port=port, **values), encoding="utf-8")
        with (
            (folder / "said").open("w") as said,
            subprocess.Popen([program, *options, folder / "conf"], stdout=said, stderr=said) as process,
        ):
            try:
                wait_until(lambda: _answers(port) or process.poll() is not None, 10, every=0.02)
                assert process.poll() is None, (folder / "said").read_text()
                yield Balancer(f"http://127.0.0.1:{port}", folder)
            finally:
                process.terminate()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
