"""Arrivals: the requests of a rate, sent when they are due, whether or not earlier ones were answered."""

import math
import random
import resource
import sys
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Protocol

import gevent
from gevent.pool import Group

from servio_verify.load.driver.client.sender import Sender
from servio_verify.load.measure.arrivals import Arrivals as Counts
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.timetable import Timetable

NAP = 0.1
"""Seconds after which a pause ends, whatever is due: the rate may have changed."""


FILES_BESIDE = 60
"""Open files that a process of the load needs beside its connections, at most half of all."""


def room() -> int:
    """Return how many connections this process may hold: who has no file left cannot even say so."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if files == resource.RLIM_INFINITY else files - min(FILES_BESIDE, files // 2)


class Host(Protocol):
    """Who the requests are sent for: says when it is over, makes senders, and hears of mistakes of ours."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be sent."""

    def new_sender(self) -> Sender:
        """Return a sender with connections of its own."""

    def on_error(self, error: Exception) -> None:
        """Take a mistake of ours."""

    def on_left(self, journey: Callable[[Any], None], waited: float) -> None:
        """Take that a guest has left who wanted this, and had waited for so many seconds."""


class Arrivals:
    """Those of one process. A guest who finds every connection waiting for an answer waits for one to be free."""

    def __init__(self, profile: Profile, journeys: Sequence[Callable[[Any], None]]) -> None:
        self.counts = Counts()
        self._profile = profile
        self._journeys = journeys
        self._timetable = Timetable()
        self._most_open = profile.most_open
        self._made = 0
        self._free: list[Sender] = []
        self._queue: deque[float] = deque()
        self._sending: Any = Group()

    def follow(self, now: float, later: float, number: int = 0, processes: int = 1) -> None:
        """Go on with this process's part of a rate, and of the one a second later; `number` counts from 0."""
        self._most_open = min(math.ceil(self._profile.most_open / processes), room())
        self._timetable.follow(perf_counter(), now / processes, later / processes, number / processes)

    def serve(self, host: Host) -> None:
        """Send what is due until it is over; what was sent by then may still be answered."""
        try:
            while not host.is_over:
                for due in self._timetable.take(perf_counter()):
                    self._arrive(due, host)
                next_due = self._timetable.next
                gevent.sleep(NAP if next_due is None else max(0.0, min(NAP, next_due - perf_counter())))
            self._let_go(host)
            while self._queue:
                self._leave()
            self._sending.join()
        finally:
            self._sending.kill()

    def _arrive(self, due: float, host: Host) -> None:
        self.counts.due += 1
        self.counts.open += 1
        if self._free:
            self._sending.spawn(self._work, self._free.pop(), due, host)
        elif self._made < self._most_open:
            self._made += 1
            self._sending.spawn(self._work, host.new_sender(), due, host)
        else:
            self._queue.append(due)

    def _let_go(self, host: Host) -> None:
        """Let those leave who have waited for longer than an answer is waited for: the target has failed them."""
        while self._queue and (waited := perf_counter() - self._queue[0]) > self._profile.timeout:
            self._leave()
            host.on_left(random.choice(self._journeys), waited)  # noqa: S311 - load, no secret

    def _leave(self) -> None:
        """Count a guest who was never served."""
        self._queue.popleft()
        self.counts.unsent += 1
        self.counts.open -= 1

    def _work(self, sender: Sender, due: float, host: Host) -> None:
        """Serve the guest of this moment, and those who wait by then."""
        has_queued = False
        try:
            while True:
                self._send(sender, due, has_queued, host)
                self._let_go(host)
                if not self._queue:
                    return
                due, has_queued = self._queue.popleft(), True
        finally:
            self._free.append(sender)

    def _send(self, sender: Sender, due: float, has_queued: bool, host: Host) -> None:
        if perf_counter() - due > self._profile.late_after:
            if has_queued:
                self.counts.blocked += 1
            else:
                self.counts.late += 1
        sender.due = due
        sender.forget()
        try:
            sender.do(random.choice(self._journeys))  # noqa: S311 - load, no secret
        except Exception as error:  # a mistake of ours: the run goes on and ends INVALID
            host.on_error(error)
        finally:
            self.counts.open -= 1
