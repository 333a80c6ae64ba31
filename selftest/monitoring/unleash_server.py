"""A real Unleash server on PostgreSQL, with the API that its own pages use (npm, in node/)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from selftest.support.postgres import postgres
from selftest.support.processes import free_port
from servio_verify.run.polling import wait_until

NODE = Path(__file__).parent / "node" / "node_modules"
"""Where `make test-monitoring` puts it."""

ADMIN = "*:*.canary-of-the-admin"
HERE, THERE, BROWSER = "*:development.canary-here", "*:production.canary-there", "*:development.canary-of-browsers"
START_SECONDS, SEEN_SECONDS = 90.0, 20.0


@dataclass(frozen=True)
class Unleash:
    """A server that is up; its environments are `development` and `production`."""

    origin: str

    def make(self, name: str, rollout: str = "100") -> None:
        """Make a flag that is off, with a strategy in development."""
        self._post("features", {"name": name, "type": "release"})
        parameters = {"rollout": rollout, "stickiness": "default", "groupId": name}
        self._post(
            f"features/{name}/environments/development/strategies",
            {"name": "flexibleRollout", "parameters": parameters},
        )

    def switch(self, name: str, environment: str = "development", *, on: bool) -> None:
        """Switch a flag, and wait until servers are told so."""
        self._post(f"features/{name}/environments/{environment}/{'on' if on else 'off'}")
        key = HERE if environment == "development" else THERE
        assert wait_until(lambda: self.told(key).get(name) is on, SEEN_SECONDS)

    def told(self, key: str) -> dict[str, bool]:
        """Return which flags a server of this key is told, and whether each is on."""
        url = f"{self.origin}/api/client/features"
        told = httpx.get(url, headers={"Authorization": key}, trust_env=False).json()
        return {each["name"]: each["enabled"] for each in told["features"]}

    def _post(self, path: str, body: dict[str, Any] | None = None) -> None:
        url = f"{self.origin}/api/admin/projects/default/{path}"
        done = httpx.post(url, json=body or {}, headers={"Authorization": ADMIN}, trust_env=False)
        assert done.is_success, done.text


@contextmanager
def unleash(folder: Path) -> Iterator[Unleash]:
    """Start a server with a database of its own; skip the test where it is not installed."""
    node = shutil.which("node")
    if node is None or not (NODE / "unleash-server").exists():
        pytest.skip("Unleash is not installed: make test-monitoring (Node.js with npm)")
    with postgres() as database:
        database.role("unleash", "SUPERUSER")
        database.fresh("unleash", "OWNER unleash")
        port = free_port()
        settings = {
            "DATABASE_URL": database.url("unleash", "unleash", query=""),
            "DATABASE_SSL": '{"rejectUnauthorized": false}',
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(port),
            "LOG_LEVEL": "error",
            "CHECK_VERSION": "false",
            "SEND_TELEMETRY": "false",
            "INIT_ADMIN_API_TOKENS": ADMIN,
            "INIT_BACKEND_API_TOKENS": f"{HERE},{THERE}",
            "INIT_FRONTEND_API_TOKENS": BROWSER,
        }
        with (folder / "unleash.log").open("w") as log:
            process = subprocess.Popen(
                [node, "dist/server.js"],
                cwd=NODE / "unleash-server",
                env=os.environ | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            server = Unleash(f"http://127.0.0.1:{port}")
            assert wait_until(lambda: _is_up(server.origin), START_SECONDS), (folder / "unleash.log").read_text()
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _is_up(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/health", trust_env=False).is_success
    except httpx.HTTPError:
        return False
