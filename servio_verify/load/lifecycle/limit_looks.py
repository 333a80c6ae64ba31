"""Looks at the rate limits that the target announces: each journey is asked for once before the load.

All users of a load come from one address and use one account, so whatever a limit counts by, it counts them together.
Whether two journeys are counted together is seen by what is left: where one limit is announced for both, the second
answer has less left than the first.
"""

import json
import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx

from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.load.measure.answers import Answers, holds
from servio_verify.load.plan import journeys
from servio_verify.load.plan.journeys import ORDERS, VENUES, Request, answers_to
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.marks import Part
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import say
from servio_verify.traffic import connections
from servio_verify.traffic.rate_limits import Limit, announced, retry_after

ANSWER_SECONDS = 15.0
SETTLES = "health is well: see why Servio does not answer there, and run again"

LOOK_AGAIN_SECONDS = 10.0
"""A guessed window that ends this soon is looked at again when the next one has begun: then its length shows."""


@dataclass(frozen=True)
class Held:
    """A limit that is held against a load: who tells it, which journeys it counts, and when that was seen (seconds)."""

    limit: Limit
    teller: str
    journeys: tuple[str, ...]
    origin: str = ""
    at: float = 0.0

    @property
    def left(self) -> float | None:
        """Seconds until the window ends that was on when this was seen; None where that was not told."""
        ends_in = self.limit.ends_in
        return None if ends_in is None else max(0.0, ends_in - (time.monotonic() - self.at))

    def is_same(self, limit: Limit, origin: str, at: float) -> bool:
        """Return whether this limit, announced there and then for another journey, counts the requests of both."""
        mine = self.limit
        if (mine.requests, mine.window, mine.header, self.origin) != (
            limit.requests, limit.window, limit.header, origin
        ):  # fmt: skip
            return False
        begun_anew = mine.ends_in is not None and at - self.at >= mine.ends_in - 1
        if mine.remaining is None or limit.remaining is None or begun_anew:
            return True
        return limit.remaining < mine.remaining or limit.remaining == 0


class LimitLooks:
    """What was seen so far; `fetch`, `answers` and `work_order` make it a user that journeys can be done as.

    `lists_venues`: whether the list of venues held one. `ordered` orders of ours were accepted.
    """

    def __init__(self, environment: Environment, most: float, wait: float) -> None:
        """`most` requests may be made in all; `wait` seconds may be waited for a window to end."""
        self.held: list[Held] = []
        self.lists_venues = False
        self.ordered = 0
        self.work_order: WorkOrder
        self.answers: Answers
        self.environment = environment
        self._most = most
        self._wait = wait
        self._journey = ""

    def look(self, work_order: WorkOrder, names: Iterable[str]) -> None:
        """Do these journeys once each. Raises InconclusiveError where one is throttled already, or not answered."""
        self.work_order, self.answers = work_order, answers_to(work_order)
        for self._journey in names:
            getattr(journeys, self._journey)(self)

    def fetch(self, request: Request) -> None:
        """Send the request of a journey, and note which limits its answer announces."""
        told = request.url if request.method == "GET" else f"{request.method} {request.url}"
        limits = self._limits(request, told)
        origin, at = urlsplit(request.url).netloc, time.monotonic()
        for limit in limits:
            same = next((held for held in self.held if held.is_same(limit, origin, at)), None)
            if same:
                counted = (*same.journeys, self._journey)
                self.held[self.held.index(same)] = replace(same, limit=limit, journeys=counted, at=at)
            else:
                self.held.append(Held(limit, f"{told} announces in {limit.header}", (self._journey,), origin, at))

    def _limits(self, request: Request, told: str) -> list[Limit]:
        answer = self._send(request, told)
        headers = answer.headers.multi_items()
        limits = announced(headers, time.time())
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            waited = self._wait_for(told, retry_after(headers, time.time()), limits)
        elif waited := max((limit.left or 0.0 for limit in limits if self._is_unsure(limit)), default=0.0):
            wait_until(lambda: False, waited + 0.2)
        else:
            return limits
        answer = self._send(request, told)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise InconclusiveError(f"{told} answers 429 before the load has begun, also after its window")
        anew = {limit.header for limit in limits if limit.left is not None and limit.left <= waited}
        return announced(answer.headers.multi_items(), time.time(), begun=anew)

    def _is_unsure(self, limit: Limit) -> bool:
        return limit.left is not None and limit.left <= LOOK_AGAIN_SECONDS and self._most > limit.requests

    def _wait_for(self, told: str, seconds: float | None, limits: Sequence[Limit]) -> float:
        """Wait until requests are taken again, where that is soon, and return for how many seconds."""
        ends = [limit.ends_in for limit in limits if limit.ends_in is not None and not limit.remaining]
        left = seconds if seconds is not None else max(ends, default=None)
        if left is None or left > self._wait:
            until = "" if left is None else f": run it in {left:.0f} s, or with --wait {left + 1:.0f}"
            raise InconclusiveError(f"{told} answers 429 before the load has begun{until}")
        say(f"{told} answers 429: waiting {left:.0f} s")
        wait_until(lambda: False, left + 0.2)
        return left

    def _send(self, request: Request, told: str) -> httpx.Response:
        headers = dict([self.work_order.session]) if request.signed_in and self.work_order.session[0] else {}
        if request.body is not None:
            headers |= {"Content-Type": "application/json", "Accept": "application/json"}
        content = None if request.body is None else json.dumps(request.body).encode()
        verify, run = trust.trust(self.environment), self.work_order.run_id
        try:
            with connections.client(Part.PREFLIGHT, run_id=run, verify=verify, timeout=ANSWER_SECONDS) as client:
                answer = client.request(request.method, request.url, headers=headers, content=content)
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise InconclusiveError(f"{told} {_unanswered(error)}, before the load: {SETTLES}") from None
        self.lists_venues |= request.name == VENUES and holds(answer)
        self.ordered += request.name == ORDERS and request.wrong(answer) is None
        return answer


def _unanswered(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"did not answer within {ANSWER_SECONDS:.0f} s"
    return f"was not answered ({' '.join(str(error).split()) or type(error).__name__})"
