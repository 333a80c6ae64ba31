"""The simulated user: TLS verified, and every answer looked at."""

import gc
import json
import ssl
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, ClassVar

import gevent  # type: ignore[import-untyped]
from gevent import GreenletExit
from locust import User, constant, constant_pacing
from locust.contrib.fasthttp import LocustBadStatusCode
from locust.exception import CatchResponseError

from servio_verify.load.driver.http_client import Exchange, Http, RememberingResolver, lines
from servio_verify.load.measure.recorder import Meter
from servio_verify.load.plan import journeys
from servio_verify.load.plan.journeys import Complaint
from servio_verify.load.plan.work_order import Plan

VERSION = "0.1.0"
GARBAGE = 3_000
"""New objects after which garbage is looked for; Python's own 700 costs a tenth of the CPU."""

JSON = lines({"Content-Type": "application/json", "Accept": "application/json"})


class Visitor(User):
    """Does the journeys of a plan, again and again. `prepare` must have been called before one is made."""

    plan: ClassVar[Plan]
    meter: ClassVar[Meter]
    trust: ClassVar[Callable[[], ssl.SSLContext]]
    tasks = [journeys.home]  # noqa: RUF012 - Locust's own way; `prepare` replaces it

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._http = Http(headers(self.plan), self.plan.profile.timeout, Visitor.trust)
        self._signed_in = lines({"Authorization": f"Bearer {self.plan.token}"})
        self._tell = environment.events.request.fire

    def fetch(
        self, method: str, url: str, name: str, wrong: Complaint, body: Any = None, signed_in: bool = False
    ) -> None:
        """Send one request, take its time and have the answer looked at."""
        more = self._signed_in if signed_in else ""
        if body is None:
            exchange = self._http.send(method, url, more)
        else:
            exchange = self._http.send(method, url, more + JSON, json.dumps(body).encode())
        failure = exchange.error or _failure(exchange, url, wrong)
        self.meter.count(method, name, exchange.at, exchange.milliseconds, exchange.status_code, failure)
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


def _failure(exchange: Exchange, url: str, wrong: Complaint) -> Exception | None:
    if exchange.status_code >= 400:
        return LocustBadStatusCode(url, code=exchange.status_code)
    complaint = wrong(exchange)
    return CatchResponseError(complaint) if complaint else None


def prepare(plan: Plan, meter: Meter) -> None:
    """Make the users of this process follow the plan."""
    profile = plan.profile
    Visitor.plan = plan
    Visitor.meter = meter
    Visitor.host = plan.web_url
    Visitor.wait_time = constant_pacing(profile.pace) if profile.pace else constant(profile.think or 0.0)
    Visitor.tasks = [
        task for name, weight in profile.journeys.items() for task in [_timed(getattr(journeys, name), meter)] * weight
    ]
    # One for all users: reading the authorities takes longer than a request.
    Visitor.trust = staticmethod(cache(lambda: ssl.create_default_context(cadata=plan.ca_pem)))
    gevent.get_hub().resolver = RememberingResolver()
    # What is there now stays: to look through it for garbage again and again would make every user wait.
    gc.freeze()
    gc.set_threshold(GARBAGE)


def headers(plan: Plan) -> dict[str, str]:
    """Return what each request of a run is known by, so that monitoring can leave it out."""
    known = {
        "User-Agent": f"servio-verify/{VERSION} (load; run {plan.run_id})",
        "X-Servio-Verify-Run": plan.run_id,
    }
    return known if plan.profile.connections == "keep-alive" else known | {"Connection": "close"}


def _timed(journey: Callable[[Any], None], meter: Meter) -> Callable[[Visitor], None]:
    def run(user: Visitor) -> None:
        started = perf_counter()
        try:
            journey(user)
        except GreenletExit:
            meter.unfinished += 1
            raise
        meter.journeys += 1
        meter.busy_seconds += perf_counter() - started

    return run
