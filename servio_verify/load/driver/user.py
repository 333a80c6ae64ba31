"""The simulated user of the load: TLS verified, and every answer looked at."""

import json
import ssl
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, ClassVar

from gevent import GreenletExit
from locust import User, constant, constant_pacing
from locust.contrib.fasthttp import LocustBadStatusCode
from locust.exception import CatchResponseError

from servio_verify.failures.intermediary import intermediary
from servio_verify.load.driver.http_client import Http, lines
from servio_verify.load.measure.exchange import Exchange, InterceptedError
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan import entry, journeys
from servio_verify.load.plan.journeys import Complaint, Request
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.marks import Part, marks

JSON = lines({"Content-Type": "application/json", "Accept": "application/json"})


class LoadUser(User):
    """Does the journeys of a work order, again and again. `follow` must have been called before one is made."""

    work_order: ClassVar[WorkOrder]
    recorder: ClassVar[RequestRecorder]
    trust: ClassVar[Callable[[], ssl.SSLContext]]
    tasks = [journeys.home]  # noqa: RUF012 - Locust's own way; `follow` replaces it

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        order = self.work_order
        admission = entry.admission(order.gate, order.web_url, order.api_url)
        self._http = Http(headers(order), order.profile.timeout, LoadUser.trust, admission)
        self._signed_in = lines(dict([order.session])) if order.session[0] else ""
        self._tell = environment.events.request.fire

    @classmethod
    def follow(cls, work_order: WorkOrder, recorder: RequestRecorder) -> None:
        """Make all users of this process do what the work order says."""
        profile = work_order.profile
        cls.work_order = work_order
        cls.recorder = recorder
        cls.host = work_order.web_url
        cls.wait_time = constant_pacing(profile.pace) if profile.pace else constant(profile.think or 0.0)
        timed = {name: _timed(getattr(journeys, name), recorder) for name in profile.journeys}
        cls.tasks = [timed[name] for name, weight in profile.journeys.items() for _ in range(weight)]
        # One for all users: reading the authorities takes longer than a request.
        cls.trust = staticmethod(cache(lambda: _context(work_order)))

    def fetch(self, request: Request) -> None:
        """Send a request, take its time and have the answer looked at."""
        method, url, name, wrong, body, signed_in = request
        more = self._signed_in if signed_in else ""
        if body is None:
            exchange = self._http.send(method, url, more)
        else:
            exchange = self._http.send(method, url, more + JSON, json.dumps(body).encode())
        failure = exchange.error or _failure(exchange, url, wrong)
        self.recorder.count(method, name, exchange, failure)
        # Locust's own statistics; the gates do not use them.
        self._tell(
            request_type=method,
            name=name,
            response_time=exchange.milliseconds,
            response_length=len(exchange.content),
            response=exchange.answer,
            context={},
            exception=failure,
            start_time=exchange.at,
            url=url,
        )


def _context(work_order: WorkOrder) -> ssl.SSLContext:
    return entry.show(work_order.gate, ssl.create_default_context(cadata=work_order.ca_pem))


def _failure(exchange: Exchange, url: str, wrong: Complaint) -> Exception | None:
    if exchange.status_code < 400 and not (complaint := wrong(exchange)):
        return None
    answer = exchange.answer
    headers = dict(answer.headers.items()) if answer.headers else {}
    if who := intermediary(url, exchange.status_code, headers, exchange.content.decode(errors="replace")):
        return InterceptedError(who)
    if exchange.status_code >= 400:
        return LocustBadStatusCode(url, code=exchange.status_code)
    return CatchResponseError(complaint)


def headers(work_order: WorkOrder) -> dict[str, str]:
    """Return the headers that mark each request of a run, so that monitoring can leave it out."""
    marked = marks(Part.LOAD, work_order.run_id)
    return marked if work_order.profile.connections == "keep-alive" else marked | {"Connection": "close"}


def _timed(journey: Callable[[Any], None], recorder: RequestRecorder) -> Callable[[LoadUser], None]:
    def run(user: LoadUser) -> None:
        started = perf_counter()
        try:
            journey(user)
        except GreenletExit:
            recorder.count_unfinished()
            raise
        recorder.count_journey(perf_counter() - started)

    return run
