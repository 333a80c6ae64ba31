"""Asking of Sentry's API, page by page.

https://docs.sentry.io/api/ (API v0, as published in November 2026), also on its tokens, pages and rate limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from time import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from servio_verify.environments.monitoring import SentrySettings
from servio_verify.infra.address import key_of
from servio_verify.infra.source import Place
from servio_verify.monitoring.asking import Parameters, get
from servio_verify.monitoring.reading import GapError, clock_ahead
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 - its name
PER_PAGE = 100
MOST_PAGES = 5


class NotThereError(GapError):
    """Sentry answers 404."""


@dataclass
class Api:
    """Sentry's API with the environment's token. It asks with GET only; `ahead` is by how much Sentry's clock is."""

    client: httpx.Client = field(repr=False)
    address: str
    organization: str
    ahead: timedelta = timedelta(0)

    @classmethod
    def of(cls, place: Place, settings: SentrySettings) -> "Api":
        """Return it for an environment. Raises UnreachableError without a token, UnreadableError for none."""
        token = key_of(place.environment, TOKEN, "token")
        client = connections.client(Part.INFRA, verify=True, timeout=settings.seconds)
        client.headers["Authorization"] = f"Bearer {token}"
        return cls(client, settings.url, settings.organization)

    @property
    def host(self) -> str:
        """Whom it asks."""
        return urlsplit(self.address).netloc

    def close(self) -> None:
        """Ask nothing more."""
        self.client.close()

    def one(self, path: str, parameters: Parameters | None = None) -> dict[str, Any]:
        """Return the object at a path of the API. Raises GapError, NotThereError."""
        told = self._told(self._answer(path, parameters or {}))
        if not isinstance(told, dict):
            raise GapError(f"could not be read, {self.host} answered with something else than was asked for")
        return told

    def listed(self, path: str, parameters: Parameters) -> tuple[list[dict[str, Any]], bool]:
        """Return the entries of a list, and whether there are more than were read. Raises GapError."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            answer = self._answer(path, {**parameters, "limit": str(PER_PAGE), **cursor})
            told = self._told(answer)
            if not (isinstance(told, list) and all(isinstance(each, dict) for each in told)):
                raise GapError(f"could not be read, {self.host} answered with something else than was asked for")
            found += told
            more = answer.links.get("next", {})
            if more.get("results") != "true" or not more.get("cursor"):
                return found, False
            cursor = {"cursor": more["cursor"]}
        return found, True

    def _answer(self, path: str, parameters: Parameters) -> httpx.Response:
        answer = get(self.client, f"{self.address}/api/0{path}", parameters)
        self.ahead = clock_ahead(answer.headers)
        if not answer.is_success:
            raise self._refused(answer)
        return answer

    def _told(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()
        except (ValueError, RecursionError):
            raise GapError(
                f"could not be read, {self.host} answered no JSON: is url of [monitoring.sentry] right?"
            ) from None

    def _refused(self, answer: httpx.Response) -> GapError:
        status = answer.status_code
        if status == 401:
            return GapError(f"{self.host} refuses {TOKEN} (401): is it one of {self.organization}, and still valid?")
        if status == 403:
            return GapError(
                f"{TOKEN} may not read {self.organization} (403): it needs org:read, project:read, event:read"
            )
        if status == 404:
            return NotThereError(f"wrong project, {self.host} answers 404: see organization and projects")
        if status == 429:
            return GapError(f"quota exhausted, {self.host} answers {_free(answer.headers)}")
        where = ": is url of [monitoring.sentry] right?" if 300 <= status < 400 else ""
        return GapError(f"could not be read, {self.host} answered {status}{where}")


def _free(headers: Mapping[str, str]) -> str:
    """Return when the API answers again: by Retry-After in seconds, else by the time that its limit ends."""
    if (told := headers.get("retry-after", "")).isdigit():
        return f"again in {told} s"
    reset = headers.get("x-sentry-rate-limit-reset", "")
    return f"again in {max(0, int(reset) - int(time()))} s" if reset.isdigit() else "again later"
