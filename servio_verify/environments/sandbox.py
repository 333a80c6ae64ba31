"""Starts the sandbox as a process of its own and speaks to it over HTTP only."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Self

SETTINGS = {
    "web_url": "SERVIO_WEB_URL",
    "api_url": "SERVIO_API_URL",
    "web_http_url": "SERVIO_WEB_HTTP_URL",
    "api_http_url": "SERVIO_API_HTTP_URL",
    "ca_file": "SERVIO_CA_FILE",
    "email": "SERVIO_EMAIL",
    "password": "SERVIO_PASSWORD",
    "second_email": "SERVIO_EMAIL_2",
    "second_password": "SERVIO_PASSWORD_2",
}
"""What the sandbox tells, and the setting that it is."""

STOP_SECONDS = 10


class SandboxError(Exception):
    """The sandbox did not start; the text is what it said."""


class Sandbox:
    """A running sandbox. It ends with `stop`, and by itself when this process is gone (its stdin closes)."""

    def __init__(self, arguments: Sequence[str]) -> None:
        command = [sys.executable, "-m", "servio_sandbox", "--json", "--until-stdin-closes", *arguments]
        # A file, because nobody empties a pipe while it runs.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop
        # A session of its own: Ctrl-C in the terminal reaches us first, and we stop the sandbox last.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, start_new_session=True
        )
        self._told: dict[str, str] | None = None

    def settings(self) -> Mapping[str, str]:
        """Wait until it listens and return its addresses and accounts as `SERVIO_…` settings.

        Raises SandboxError where it ended instead.
        """
        if self._told is None:
            line = self._process.stdout.readline() if self._process.stdout else b""
            if not line:
                self._process.wait(STOP_SECONDS)
                self._complaints.seek(0)
                complaint = self._complaints.read().decode().strip()
                raise SandboxError(complaint or f"the sandbox ended with exit code {self._process.returncode}")
            told = json.loads(line)
            self._told = {name: str(told[key]) for key, name in SETTINGS.items() if told.get(key)}
        return self._told

    def stop(self) -> None:
        """Stop it and wait until it is gone; harmless when it is."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._complaints.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
