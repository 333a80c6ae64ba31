"""Asking of a flag service: one GET with the environment's own key, as an SDK asks."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from servio_verify.infra.address import HOST_SHOWN, cut, key_of
from servio_verify.infra.source import FLAG_SERVICES, Place, UnreachableError, UnreadableError
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

SECONDS = 5.0
TABLE = "flags"
REFUSED = (401, 403)
"""Answers to a key that is none, that is another environment's, or that a person revoked."""


def document(place: Place, service: str, path: str, variable: str) -> dict[str, Any]:
    """Return what the service answers at this path.

    `variable` is the key of the environment that holds its SDK key.
    Raises UnreachableError without either, or where nobody answers; UnreadableError where either cannot be right,
    and for an answer that is not flags.
    """
    name, setting = place.environment.name, FLAG_SERVICES[service]
    key = key_of(place.environment, variable)
    origin = place.tables.get(TABLE, {}).get(setting)
    if not origin:
        raise UnreachableError(f"no {setting} in [{TABLE}] of environments/{name}.facts.toml")
    if not _is_address(origin):
        raise UnreadableError(f"{setting} in [{TABLE}] must be an address that begins with https://")
    answer = _answer(f"{origin.rstrip('/')}{path}", key, place.seconds or SECONDS)
    who = (answer.url.host or "")[:HOST_SHOWN]
    if answer.status_code in REFUSED:
        question = "is it a server-side key of this environment?"
        raise UnreadableError(f"{who} refuses {variable} ({answer.status_code}): {question}")
    try:
        told = answer.json() if answer.is_success else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise UnreadableError(f"{who} answered {answer.status_code}, and no flags: is {setting} right?")
    return told


def _is_address(told: object) -> bool:
    if not isinstance(told, str) or told != told.strip():
        return False
    try:
        httpx.URL(told)
        parts = urlsplit(told)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False


def _answer(url: str, key: str, seconds: float) -> httpx.Response:
    host = (httpx.URL(url).host or "")[:HOST_SHOWN]
    try:
        with connections.client(Part.INFRA, verify=True, timeout=seconds) as client:
            return client.get(url, headers={"Authorization": key})
    except httpx.DecodingError:
        raise UnreadableError(f"{host} answered what cannot be decoded") from None
    except httpx.HTTPError as error:
        raise UnreachableError(cut(f"{host} does not answer: {type(error).__name__}")) from None
