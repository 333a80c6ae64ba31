"""The simulated user of the load: does the journeys of a work order, or sends what an arrival rate makes due."""

import random
import ssl
from collections.abc import Callable, Sequence
from errno import ETIMEDOUT
from functools import cache
from time import time
from typing import Any, ClassVar

from locust import User, constant, constant_pacing
from locust.user.task import LOCUST_STATE_STOPPING

from servio_verify.load.driver.arrivals import Arrivals
from servio_verify.load.driver.client.sender import Sender, Shared
from servio_verify.load.measure.exchange import Exchange
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan import entry, journeys
from servio_verify.load.plan.profile import JOURNEYS
from servio_verify.load.plan.work_order import WorkOrder

LEFT = TimeoutError(ETIMEDOUT, "no connection was free within the timeout")


class LoadUser(User):
    """Does the journeys of a work order, again and again. `follow` must have been called before one is made.

    Of an arrival rate there is one in each process, which sends everything that is due there.
    """

    shared: ClassVar[Shared]
    arrivals: ClassVar[Arrivals | None] = None
    tasks = [journeys.home]  # noqa: RUF012 - Locust's own way; `follow` replaces it

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.sender = self.new_sender()

    def new_sender(self) -> Sender:
        """Return a sender with connections of its own."""
        return Sender(self.shared)

    @property
    def is_over(self) -> bool:
        """Whether Locust wants this user to stop."""
        return bool(self._state == LOCUST_STATE_STOPPING)

    def on_error(self, error: Exception) -> None:
        """Tell Locust, and so the master, of a mistake of ours."""
        self.environment.events.user_error.fire(user_instance=self, exception=error, tb=error.__traceback__)

    def on_left(self, journey: Callable[[Any], None], waited: float) -> None:
        """Count a guest who was not served as a request that failed."""
        method, _, name = JOURNEYS[journey.__name__].partition(" ")
        self.shared.recorder.count(method, name, Exchange(time(), 0.0, error=LEFT), LEFT, waited)

    @classmethod
    def follow(cls, work_order: WorkOrder, recorder: RequestRecorder) -> None:
        """Make all users of this process do what the work order says."""
        profile = work_order.profile
        cls.shared = Shared(work_order, recorder, cache(lambda: _context(work_order)))
        cls.host = work_order.web_url
        cls.wait_time = constant_pacing(profile.pace) if profile.pace else constant(profile.think or 0.0)
        wanted = [getattr(journeys, name) for name, weight in profile.journeys.items() for _ in range(weight)]
        recorder.pace = profile.pace or 0.0
        if profile.is_open:
            cls.arrivals = Arrivals(profile, wanted)
            recorder.arrivals = cls.arrivals.counts
        cls.tasks = [_send_what_is_due] if profile.is_open else [_repeated(wanted)]


def _send_what_is_due(user: LoadUser) -> None:
    if user.arrivals:
        user.arrivals.serve(user)


def _context(work_order: WorkOrder) -> ssl.SSLContext:
    return entry.show(work_order.gate, ssl.create_default_context(cadata=work_order.ca_pem))


def _repeated(wanted: Sequence[Callable[[Any], None]]) -> Callable[[LoadUser], None]:
    """Return a task that does one of these journeys after the other; `wait` ends it where Locust stops the user."""

    def run(user: LoadUser) -> None:
        do, wait = user.sender.do, user.wait
        while True:  # to draw a task takes Locust as long as to make half a request
            do(wanted[0] if len(wanted) == 1 else random.choice(wanted))  # noqa: S311 - load, no secret
            wait()  # type: ignore[no-untyped-call] # Locust's

    return run
