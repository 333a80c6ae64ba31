"""Texts that reached a browser, and requests that were refused."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Response

from servio_verify.failures.exchange import Exchange


@dataclass(frozen=True)
class Sent:
    """One text that the browser was sent."""

    url: str
    text: str

    @property
    def path(self) -> str:
        """The path of its address."""
        return urlsplit(self.url).path


class RefusedRequest(str):
    """The line about a request that Servio refused, with its typed facts."""

    def __new__(cls, exchange: Exchange) -> Self:
        """Make the line of the exchange."""
        line = super().__new__(cls, f"{exchange.method} {exchange.url} answered {exchange.status}")
        line.exchange = exchange
        return line

    exchange: Exchange


def headers_of(response: Response) -> httpx.Headers:
    """Return the headers of an answer.

    Playwright 1.65 joins those of one name by a line end (findings/playwright-headers-joined-twice.sh).
    """
    return httpx.Headers([(name, one) for name, lines in response.headers.items() for one in lines.split("\n")])
