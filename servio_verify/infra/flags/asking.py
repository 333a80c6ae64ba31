"""Asking of a flag service: one GET with the environment's own key, as an SDK asks."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from servio_verify.infra.address import cut, secret_of
from servio_verify.infra.source import FLAG_SERVICES, Place, UnreachableError, UnreadableError
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

SECONDS = 5.0
TABLE = "flags"
REFUSED = (401, 403, 404)
"""Answers to a key that is none, that is another environment's, or that a person revoked."""


def document(place: Place, service: str, path: str, variable: str) -> dict[str, Any]:
    """Return what the service answers at this path.

    `variable` is the key of the environment that holds its SDK key.
    Raises UnreachableError without either, or where nobody answers; UnreadableError for an answer that is not flags.
    """
    name, url = place.environment.name, FLAG_SERVICES[service]
    key = secret_of(place.environment, variable)
    origin = str(place.tables.get(TABLE, {}).get(url, "")).rstrip("/")
    if not origin:
        raise UnreachableError(f"no {url} in [{TABLE}] of environments/{name}.facts.toml")
    return _asked(f"{origin}{path}", key, variable)


def _asked(url: str, key: str, variable: str) -> dict[str, Any]:
    host = urlsplit(url).hostname
    try:
        with connections.client(Part.INFRA, verify=True, timeout=SECONDS) as client:
            answer = client.get(url, headers={"Authorization": key})
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise UnreachableError(cut(f"{host} does not answer: {type(error).__name__}")) from None
    if answer.status_code in REFUSED:
        question = "is it a server-side key of this environment?"
        raise UnreadableError(f"{host} refuses {variable} ({answer.status_code}): {question}")
    try:
        told = answer.json() if answer.is_success else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise UnreadableError(f"{host} answered {answer.status_code}, and no flags")
    return told
