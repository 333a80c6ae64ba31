"""Sandbox process: our stand-in Servio, spoken to over HTTP only."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from servio_verify.errors import UsageError

KEYS = {
    **{key: key for key in ("web_url", "api_url", "web_http_url", "api_http_url", "ca_file", "email", "password")},
    **{key: key for key in ("api_key", "totp_secret")},
    "second_totp_secret": "totp_secret_2",
    "second_email": "email_2",
    "second_password": "password_2",
}
"""What the sandbox's first line tells, and the key of an environment that it is."""

STOP_SECONDS = 10

_begun: list[tuple[tuple[str, ...], "Sandbox"]] = []


class SandboxError(UsageError):
    """The sandbox did not start; the text is what it said."""


class Sandbox:
    """A running sandbox. It ends with `stop`, and by itself when this process is gone (its stdin closes)."""

    def __init__(self, arguments: Sequence[str]) -> None:
        command = [sys.executable, "-m", "servio_sandbox", "--json", "--until-stdin-closes", *arguments]
        # A file: a pipe that is not read while it runs would fill up.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop
        # A session of its own: Ctrl-C in the terminal reaches us first, and we stop the sandbox last.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, start_new_session=True
        )
        self._addresses: dict[str, str] | None = None

    def addresses(self) -> Mapping[str, str]:
        """Wait until it listens and return its addresses and account, for `Environment.at`.

        Raises SandboxError where it ended instead.
        """
        if self._addresses is None:
            line = self._process.stdout.readline() if self._process.stdout else b""
            if not line:
                self._process.wait(STOP_SECONDS)
                self._complaints.seek(0)
                complaint = self._complaints.read().decode().strip()
                raise SandboxError(_why(complaint) or f"the sandbox ended with exit code {self._process.returncode}")
            said = json.loads(line)
            self._addresses = {ours: str(said[told]) for told, ours in KEYS.items() if said.get(told)}
        return self._addresses

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


def _why(complaint: str) -> str:
    """Return what it said when it ended; of its own command line, which nobody has typed, the mistake alone."""
    usage, error, mistake = complaint.rpartition(": error: ")
    if not (error and usage.startswith("usage:")):
        return complaint
    return f"the sandbox does not start: {mistake} (`python -m servio_sandbox --help` says what it takes)"


def begin(*arguments: str) -> Callable[[], None]:
    """Begin to start one that will be wanted with these arguments; return what ends it where nobody has taken it."""
    _begun.append((arguments, Sandbox(arguments)))

    def end() -> None:
        for _, left in _begun:
            left.stop()
        _begun.clear()

    return end


def take(arguments: Sequence[str]) -> Sandbox:
    """Return the one that has begun with these arguments, else another."""
    while _begun:
        begun_with, sandbox = _begun.pop()
        if begun_with == tuple(arguments):
            return sandbox
        sandbox.stop()
    return Sandbox(arguments)
