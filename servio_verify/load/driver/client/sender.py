"""The sender of a guest's requests: has each answer looked at and counted."""

import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from locust.contrib.fasthttp import LocustBadStatusCode
from locust.exception import CatchResponseError

from servio_verify.failures.ids import without_ids
from servio_verify.failures.intermediary import intermediary
from servio_verify.load.driver.client.builds import header_of
from servio_verify.load.driver.client.http_client import Http, lines
from servio_verify.load.measure.answers import Answers, Complaint
from servio_verify.load.measure.exchange import Exchange, InterceptedError
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan import entry
from servio_verify.load.plan.journeys import HOME, Request, answers_to
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.marks import Part, marks

JSON = lines({"Content-Type": "application/json", "Accept": "application/json"})


@dataclass(frozen=True)
class Shared:
    """What all senders of a process share; `trust` reads the authorities once, as that takes longer than a request."""

    work_order: WorkOrder
    recorder: RequestRecorder
    trust: Callable[[], ssl.SSLContext]

    @cached_property
    def answers(self) -> Answers:
        """What all of their guests should be answered."""
        return answers_to(self.work_order)


class Sender:
    """One guest: does journeys. `due` is when the next request was due, by `perf_counter`; None where it is sent."""

    due: float | None = None

    def __init__(self, shared: Shared) -> None:
        order = self.work_order = shared.work_order
        self.answers = shared.answers
        self._recorder = shared.recorder
        self._build_header = header_of(order.build)
        admission = entry.admission(order.gate, order.web_url, order.api_url)
        self._http = Http(headers(order), order.profile.timeout, shared.trust, admission)
        self._signed_in = lines(dict([order.session])) if order.session[0] else ""

    def do(self, journey: Callable[[Any], None]) -> None:
        """Do a journey, and count it with the time that it took."""
        started = perf_counter()
        self._recorder.begin_journey(started)
        try:
            journey(self)
        except BaseException:
            self._recorder.count_unfinished(started)
            raise
        self._recorder.count_journey(started)

    def forget(self) -> None:
        """Be another guest on the same connections."""
        self._http.forget()

    def fetch(self, request: Request) -> None:
        """Send a request, take its time and have the answer looked at."""
        method, url, name, wrong, body, signed_in = request
        more = self._signed_in if signed_in else ""
        waited = None if self.due is None else perf_counter() - self.due
        if body is None:
            exchange = self._http.send(method, url, more)
        else:
            exchange = self._http.send(method, url, more + JSON, json.dumps(body).encode())
        failure = exchange.error or _failure(exchange, url, wrong)
        self._recorder.count(method, name, exchange, failure, waited)
        if self._build_header and self._recorder.wants_build and exchange.answer:
            build = self._build_header.read(exchange.answer)
            self._recorder.count_build("web" if name == HOME else "api", build)


def _failure(exchange: Exchange, url: str, wrong: Complaint) -> Exception | None:
    if exchange.status_code < 400 and not (complaint := wrong(exchange)):
        return None
    answer = exchange.answer
    headers = dict(answer.headers.items()) if answer.headers else {}
    if who := intermediary(url, exchange.status_code, headers, exchange.content.decode(errors="replace")):
        return InterceptedError(who)
    if exchange.status_code >= 400:
        return LocustBadStatusCode(url, code=exchange.status_code)
    led = f" to {_place(answer.headers['location'])}" if answer.headers and "location" in answer.headers else ""
    return CatchResponseError(f"{complaint}{led}")


def _place(address: str) -> str:
    """Return where a redirect leads, without what a user's own address there holds."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that is none"
    host = parts.netloc.rpartition("@")[2]
    return f"{f'{parts.scheme}:' if parts.scheme else ''}{f'//{host}' if host else ''}{without_ids(parts.path)}"


def headers(work_order: WorkOrder) -> dict[str, str]:
    """Return the headers that mark each request of a run, so that monitoring can leave it out."""
    marked = marks(Part.LOAD, work_order.run_id)
    return marked if work_order.profile.connections == "keep-alive" else marked | {"Connection": "close"}
