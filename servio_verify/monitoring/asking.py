"""Asking of a source's API: one GET, and why it brought nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from servio_verify.monitoring.reading import GapError

Parameters = Mapping[str, str | Sequence[str]]


def get(client: httpx.Client, url: str, parameters: Parameters) -> httpx.Response:
    """Return the answer, whatever its status. Raises GapError where there is none."""
    host = urlsplit(url).netloc
    try:
        return client.get(url, params=cast("dict[str, Any]", parameters))
    except httpx.TimeoutException:
        raise GapError(f"could not be read, {host} does not answer in time") from None
    except httpx.HTTPError as error:
        raise GapError(f"could not be read, {host} does not answer ({type(error).__name__})") from None
