"""Asking of one Servio over HTTP: through the suite's one client, each request once, refusing what writes."""

import threading
from collections.abc import Callable
from typing import Any

import httpx

from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.failures.intermediary import intermediary
from servio_verify.failures.kind import GATEWAY_ERRORS
from servio_verify.infra.address import cut
from servio_verify.infra.facts import Unread, Value
from servio_verify.run import pacing
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

SECONDS = 5.0
READING = ("GET", "HEAD", "OPTIONS")


class NoAnswerError(Exception):
    """Nothing of Servio's came, and why, in a few words."""


class Asking:
    """Answers of one environment. What several facts need is asked for once."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._client = connections.client(Part.INFRA, verify=False, timeout=SECONDS)
        self._answers: dict[tuple[str, str, str], httpx.Response | NoAnswerError] = {}
        self._locks: dict[tuple[str, str, str], threading.Lock] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def get(self, url: str, **headers: str) -> httpx.Response:
        """Return what a GET of this address brings. Raises NoAnswerError."""
        return self.ask("GET", url, headers=headers)

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Return the answer of Servio. Raises NoAnswerError where none came, or somebody else's did."""
        if method not in READING and (why := refusal(self.environment, Action.WRITE)):
            raise NoAnswerError(f"{method} is not sent: {why}")
        key = method, url, str(sorted(options.items()))
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._answers:
                self._answers[key] = self._ask(method, url, options)
        answer = self._answers[key]
        if isinstance(answer, NoAnswerError):
            raise answer
        return answer

    def plain(self, text: str) -> str:
        """Return a text with `{web}` and `{api}` in the place of the origins."""
        named = {"{web}": self.environment.web_url, "{api}": self.environment.api_url}
        for name, url in sorted(named.items(), key=lambda pair: -len(pair[1])):
            text = text.replace(url, name).replace(url.partition("//")[2], name)
        return text

    def _ask(self, method: str, url: str, options: dict[str, Any]) -> httpx.Response | NoAnswerError:
        if url.startswith(f"{self.environment.api_url}/"):
            pacing.before_request()
        try:
            answer = self._client.request(method, url, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return NoAnswerError(cut(f"{method} {httpx.URL(url).path}: {type(error).__name__} {error}"))
        who = intermediary(url, answer.status_code, answer.headers, answer.text)
        if answer.status_code in (*GATEWAY_ERRORS, httpx.codes.TOO_MANY_REQUESTS):
            who = who or f"it was answered {answer.status_code}"
        return NoAnswerError(cut(f"{method} {httpx.URL(url).path}: {who}")) if who else answer


def value_of(read: Callable[[Asking], Value], asking: Asking) -> Value | Unread:
    """Return the fact that this reads, unread where no answer came."""
    try:
        return read(asking)
    except NoAnswerError as error:
        return Unread(str(error))
