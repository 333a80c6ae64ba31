"""The simulated user: Locust's fast client, with TLS verified and every answer looked at."""

import ssl
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, ClassVar

from gevent import GreenletExit  # type: ignore[import-untyped]
from locust import FastHttpUser, constant, constant_pacing

from servio_verify.load import journeys
from servio_verify.load.journeys import Complaint
from servio_verify.load.meter import Meter
from servio_verify.load.plan import Plan

VERSION = "0.1.0"


class Visitor(FastHttpUser):
    """Does the journeys of a plan, again and again. `prepare` must have been called before one is made."""

    plan: ClassVar[Plan]
    tasks = [journeys.home]  # noqa: RUF012 - Locust's own way; `prepare` replaces it
    insecure = False
    # A redirect could lead the load to a host that it may not go to: it is an answer like any other.
    max_redirects = 0
    # One connection each, like a person's; with Locust's 10 a reset connection is tried 11 times for one request.
    concurrency = 1

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._signed_in = {"Authorization": f"Bearer {self.plan.token}"}

    def fetch(
        self, method: str, url: str, name: str, wrong: Complaint, body: Any = None, signed_in: bool = False
    ) -> None:
        """Send one request, take its time and have the answer looked at."""
        headers = self._signed_in if signed_in else None
        with self.client.request(method, url, name=name, json=body, headers=headers, catch_response=True) as answer:
            if 0 < answer.status_code < 400 and (complaint := wrong(answer)):
                answer.failure(complaint)


def prepare(plan: Plan, meter: Meter) -> None:
    """Make the users of this process follow the plan."""
    profile = plan.profile
    Visitor.plan = plan
    Visitor.host = plan.web_url
    Visitor.wait_time = constant_pacing(profile.pace) if profile.pace else constant(profile.think or 0.0)
    Visitor.tasks = [
        task for name, weight in profile.journeys.items() for task in [_timed(getattr(journeys, name), meter)] * weight
    ]
    Visitor.network_timeout = Visitor.connection_timeout = profile.timeout
    Visitor.default_headers = headers(plan)
    Visitor.ssl_context_factory = staticmethod(_trust(plan.ca_pem))


def headers(plan: Plan) -> dict[str, str]:
    """Return what each request of a run is known by, so that monitoring can leave it out."""
    known = {
        "User-Agent": f"servio-verify/{VERSION} (load; run {plan.run_id})",
        "X-Servio-Verify-Run": plan.run_id,
    }
    return known if plan.profile.connections == "keep-alive" else known | {"Connection": "close"}


def _trust(ca_pem: str | None) -> Callable[..., ssl.SSLContext]:
    @cache
    def context(cafile: str | None = None) -> ssl.SSLContext:
        """Return one context for all users: reading the authorities takes longer than a request."""
        return ssl.create_default_context(cadata=ca_pem) if ca_pem else ssl.create_default_context(cafile=cafile)

    return context


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
