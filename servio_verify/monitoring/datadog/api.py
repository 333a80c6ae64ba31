"""Asking of Datadog's API for monitors, page by page.

https://docs.datadoghq.com/api/latest/monitors/get-all-monitors/ and …/rate-limits/ (API v1, as published in November
2026; datadog-api-client has the same form).
"""

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from servio_verify.environments.monitoring import DatadogSettings
from servio_verify.infra.address import key_of
from servio_verify.infra.source import Place
from servio_verify.monitoring.asking import get
from servio_verify.monitoring.reading import GapError, clock_ahead
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

API_KEY, APPLICATION_KEY = "DATADOG_API_KEY", "DATADOG_APP_KEY"
PER_PAGE = 100
MOST_PAGES = 10
REFUSED = (401, 403)


@dataclass(frozen=True)
class Monitors:
    """The monitors that were asked for, as Datadog tells them; `cut` where there are more than were read.

    `ahead` is by how much Datadog's clock is ahead of this machine's.
    """

    told: tuple[dict[str, Any], ...]
    ahead: timedelta
    cut: bool = False


@dataclass(frozen=True)
class Api:
    """Datadog's API, with the keys of the environment. It asks with GET only."""

    address: str
    seconds: float
    headers: Mapping[str, str] = field(repr=False)
    trust: ssl.SSLContext | bool = field(repr=False)

    @classmethod
    def of(cls, place: Place, settings: DatadogSettings) -> "Api":
        """Return it for an environment. Raises UnreachableError without a key, UnreadableError for none."""
        keys = {"DD-API-KEY": API_KEY, "DD-APPLICATION-KEY": APPLICATION_KEY}
        headers = {header: key_of(place.environment, variable) for header, variable in keys.items()}
        over_tls = settings.site.startswith("https:")
        trust = httpx.create_ssl_context() if over_tls else False
        return cls(settings.site, settings.seconds, headers, trust)

    def monitors(self, tags: tuple[str, ...], scope: tuple[str, ...]) -> Monitors:
        """Return the monitors with all these tags, and the states of all their groups. Raises GapError."""
        asked = {"group_states": "all", "with_downtimes": "true", "page_size": str(PER_PAGE)}
        asked |= {"monitor_tags": ",".join(tags)} if tags else {}
        asked |= {"tags": ",".join(scope)} if scope else {}
        found: dict[int, dict[str, Any]] = {}
        ahead = timedelta(0)
        with connections.client(Part.INFRA, verify=self.trust, timeout=self.seconds) as client:
            client.headers.update(self.headers)
            for page in range(MOST_PAGES):
                listed, ahead = self._page(client, asked | {"page": str(page)})
                known = len(found)
                found |= {each["id"]: each for each in listed}
                if len(listed) < PER_PAGE or len(found) == known:
                    return Monitors(tuple(found.values()), ahead)
        return Monitors(tuple(found.values()), ahead, cut=True)

    def _page(self, client: httpx.Client, asked: dict[str, str]) -> tuple[list[dict[str, Any]], timedelta]:
        host = urlsplit(self.address).netloc
        answer = get(client, f"{self.address}/api/v1/monitor", asked)
        if answer.status_code in REFUSED:
            which = f"are {API_KEY} and {APPLICATION_KEY} of this site, and may they read monitors?"
            raise GapError(f"{host} refuses the keys ({answer.status_code}): {which}")
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            free = answer.headers.get("X-RateLimit-Reset", "")
            raise GapError(f"quota exhausted, {host} answers again {f'in {free} s' if free.isdigit() else 'later'}")
        return list(_listed(answer, host)), clock_ahead(answer.headers)


def _listed(answer: httpx.Response, host: str) -> Iterator[dict[str, Any]]:
    try:
        told = answer.json() if answer.is_success else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list):
        where = "is site of [monitoring.datadog] right?"
        raise GapError(f"could not be read, {host} answered {answer.status_code} and no list of monitors: {where}")
    for each in told:
        if not (isinstance(each, dict) and isinstance(each.get("id"), int)):
            raise GapError(f"could not be read, {host} answered with a list, and not of monitors")
        yield each
