"""Texts that reached a browser, and requests that were refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Request, Response

from servio_verify.environments.model import Environment
from servio_verify.failures.exchange import Exchange
from servio_verify.secrets import leaks
from servio_verify.secrets.values import kept_from_browsers
from servio_verify.traffic.lateness import READING


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


def is_of_a_document(request: Request) -> bool:
    """Return whether a page was asked for."""
    return request.resource_type == "document"


def is_write(request: Request) -> bool:
    """Return whether it asked for more than to read."""
    return request.method not in READING


def leaks_in(sent: Iterable[Sent], environment: Environment) -> list[str]:
    """Return which secrets are in these texts, a line each; a value is never part of it."""
    secrets = kept_from_browsers(environment)
    return sorted({f"{leak} in {one.path}" for one in sent for leak in leaks.find_leaks(one.text, secrets)})


def live_keys_in(sent: Iterable[Sent], environment: Environment) -> list[str]:
    """Return where a live Stripe key is in these texts; nothing where real money is taken, and it is right there."""
    texts = () if environment.live_payments else sent
    return sorted({f"in {one.path}" for one in texts if leaks.LIVE_STRIPE_KEY.search(one.text)})


def headers_of(response: Response) -> httpx.Headers:
    """Return the headers of an answer.

    Playwright 1.65 joins those of one name by a line end (findings/playwright-headers-joined-twice.sh).
    """
    return httpx.Headers([(name, one) for name, lines in response.headers.items() for one in lines.split("\n")])
