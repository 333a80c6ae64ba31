"""AWS's stand-in as a process of its own: ministack, on this machine only."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from selftest.support.processes import free_port
from servio_verify.run.polling import wait_until

UP_SECONDS = 30


@contextmanager
def ministack(scratch: str) -> Iterator[str]:
    """Start it with nothing in it, and yield its address.

    It binds to all addresses unless BIND_HOST says otherwise, and port 8883 on all whatever that says.
    """
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1"}
    settings |= {
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "ERROR",
        "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",
        "TMPDIR": scratch,
    }
    command = [sys.executable, "-m", "ministack"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=scratch, env=kept | settings, stdout=quiet, stderr=quiet) as process:
        try:
            assert wait_until(lambda: _is_up(origin), UP_SECONDS), f"ministack does not answer at {origin}"
            yield origin
        finally:
            process.terminate()
            process.wait(UP_SECONDS)


def _is_up(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/_ministack/health", trust_env=False).is_success
    except httpx.TransportError:
        return False
