"""One look at an address over a fresh connection, with its times. What goes wrong is part of the answer."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.intermediary import intermediary
from servio_verify.failures.kind import GATEWAY_ERRORS, Kind
from servio_verify.run.marks import Part
from servio_verify.traffic import connections

_STEPS = {
    "connection.connect_tcp.complete": "connect",
    "connection.start_tls.complete": "tls",
    "proxy.start_tls.complete": "tls",
    "http11.receive_response_headers.complete": "first_byte",
}


@dataclass(frozen=True)
class Answer:
    """What came back. `at` is seconds since the epoch; `times` are milliseconds since the look began, by step."""

    url: str
    at: float
    times: Mapping[str, float]
    response: httpx.Response | None = None
    kind: Kind | None = None
    error: str = ""
    raised: Exception | None = None
    tls: ssl.SSLObject | ssl.SSLSocket | None = field(default=None, repr=False)
    """The TLS that it came over."""

    @property
    def status(self) -> int | None:
        """The status; None where nothing came."""
        return self.response.status_code if self.response is not None else None

    @property
    def who(self) -> str:
        """Who answered instead of Servio; empty where it is Servio's answer, or none."""
        if self.response is None:
            return ""
        response = self.response
        return intermediary(self.url, response.status_code, response.headers, response.text) or ""

    @property
    def down(self) -> str:
        """How the address is down, in a few words; empty where it answers, right or wrong."""
        if self.response is None:
            return self.error
        return f"answered {self.status}" if self.status in GATEWAY_ERRORS else ""


@dataclass
class _Watch:
    started: float = field(default_factory=time.perf_counter)
    times: dict[str, float] = field(default_factory=dict)
    tls: ssl.SSLObject | ssl.SSLSocket | None = None

    def note(self, event: str, info: Any) -> None:
        if step := _STEPS.get(event):
            self.times[step] = round((time.perf_counter() - self.started) * 1000, 1)
            if step == "tls":
                self.tls = info["return_value"].get_extra_info("ssl_object")


Probe = Callable[[str], Answer]


def fresh_connections(timeout: float, pool: type[httpx.HTTPTransport] = httpx.HTTPTransport) -> httpx.Client:
    """Return a client that connects anew for each request and keeps no cookie, `timeout` in seconds.

    Certificates are not verified: whether they can be trusted is a check of its own.
    """
    return connections.client(Part.PROBE, fresh=True, verify=False, timeout=timeout, pool=pool)


def probe(client: httpx.Client, url: str, cookies: str = "") -> Answer:
    """Return what the address answers, to who has these cookies, or how it failed."""
    at, watch = time.time(), _Watch()
    headers = {"Cookie": cookies} if cookies else {}
    try:
        response = client.get(url, headers=headers, extensions={"trace": watch.note})
    except Exception as error:  # noqa: BLE001, RUF100 - an answer in every case: threads have nobody to tell
        said = f"{type(error).__name__}: {error}"
        return Answer(url, at, watch.times, kind=kind_of(error), error=said, raised=error, tls=watch.tls)
    return Answer(url, at, watch.times, response, tls=watch.tls)
