"""The recorder of one process's requests: response times, failures and journeys."""

from dataclasses import dataclass, replace
from time import perf_counter, time

from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.builds import NamedBuilds
from servio_verify.load.measure.exchange import Exchange, InterceptedError
from servio_verify.load.measure.report import Harvest
from servio_verify.load.measure.tally import Tallies, Tally, TallyKey

THROTTLED = 429

BUILD_SECONDS = 0.005
"""To read the build of each answer would cost a sixth of what a request costs."""


CUT_OFF = "answer cut off"
_CUT_OFF = ("Incomplete response", "connection closed before", "connection closed after")
_IN_WORDS = {
    "HTTPConnectionClosed": "connection closed without an answer",
    "TimeoutError": "no answer within the timeout",
    "error": "answer packed wrongly",
}
"""What clients' errors mean; `error` is what zlib and brotli call theirs."""


@dataclass(frozen=True, eq=False)
class Phase:
    """A stretch of a run whose requests are counted together; `since` in seconds since the epoch, by this clock.

    Each is only equal to itself: it is part of a key that is looked up for every request.
    """

    stage: str
    on_plateau: bool
    since: float


class RequestRecorder:
    """Counts what happened since the last harvest. One per process; its cost is part of each request."""

    def __init__(self) -> None:
        self._now = Phase("", False, 0.0)
        self._before = [self._now]
        self.arrivals: Arrivals | None = None
        """Counted by who sends what is due at a rate; None where there are users."""
        self.pace = 0.0
        """Seconds that a journey takes of a user at least."""
        self._under_way = 0
        self._begun = self._told = 0.0  # when those under way began, in all; how long they had been by the last harvest
        self._first = self._last = 0.0  # when the first and the last ended, by `perf_counter`
        self._build_due = 0.0
        self._start_anew()

    def enter(self, stage: str, on_plateau: bool) -> None:
        """Count requests that are sent (at a rate: due) from now on under this stage."""
        self._before.append(self._now)
        self._now = Phase(stage, on_plateau, time())

    def count(
        self, method: str, name: str, exchange: Exchange, failure: Exception | None, waited: float | None = None
    ) -> None:
        """Count one request where it was sent; a failed or throttled one has no part in the response times.

        `waited` are the seconds from when it was due, at a rate, to when it was sent: it counts where it was due.
        """
        at = exchange.at if waited is None else exchange.at - waited
        self._last = perf_counter()
        if not self._first:
            self._first = self._last
        phase = self._now if at >= self._now.since else self._phase_at(at)
        parts = (method, name, phase)
        tally = self._tally_of.get(parts)
        if tally is None:
            key = TallyKey(f"{method} {name}", phase.stage, phase.on_plateau)
            tally = self._tally_of[parts] = self._tallies.tally(key)
        tally.octets += len(exchange.content)
        if failure is not None or exchange.status_code == THROTTLED:
            _count_without_time(tally, exchange, failure)
        elif waited is None:
            tally.times.record(exchange.milliseconds)
        else:
            tally.times.record(exchange.milliseconds + waited * 1000)
            tally.times_from_sending().record(exchange.milliseconds)

    @property
    def wants_build(self) -> bool:
        """Whether the build of the request that was counted last should be read: not of each, where there are many."""
        return self._last >= self._build_due

    def count_build(self, origin: str, build: str | None) -> None:
        """Count the build that the last answer named."""
        self._build_due = self._last + BUILD_SECONDS
        if build:
            self._builds.count(origin, build)

    def _phase_at(self, at: float) -> Phase:
        return next((phase for phase in reversed(self._before) if at >= phase.since), self._before[0])

    def begin_journey(self, at: float) -> None:
        """Note that a user is busy from this moment on, by `perf_counter`."""
        self._under_way += 1
        self._begun += at

    def count_journey(self, begun: float) -> None:
        """Count a journey that a user began at this moment, and how long it took of them."""
        self._journeys += 1
        self._busy_seconds += max(self.pace, self._end(begun))

    def count_unfinished(self, begun: float) -> None:
        """Count a journey that was cut off."""
        self._unfinished += 1
        self._busy_seconds += self._end(begun)

    def _end(self, begun: float) -> float:
        self._under_way -= 1
        self._begun -= begun
        return perf_counter() - begun

    def harvest(self) -> Harvest:
        """Return what was counted since the last harvest, and start anew."""
        now = perf_counter()
        told, self._told = self._told, self._under_way * now - self._begun
        harvest = Harvest(self._tallies, self._journeys, self._busy_seconds + self._told - told, self._unfinished)
        if self._first:
            harvest = replace(harvest, answered=(now - self._first, now - self._last))
            self._first = 0.0
        if self._builds.web or self._builds.api:
            harvest = replace(harvest, builds={"web": self._builds.web, "api": self._builds.api})
        if self.arrivals:
            harvest = replace(harvest, arrivals=self.arrivals.harvest())
        self._start_anew()
        return harvest

    def _start_anew(self) -> None:
        self._journeys = 0
        self._busy_seconds = 0.0
        self._unfinished = 0
        self._builds = NamedBuilds()
        self._tallies = Tallies()
        self._tally_of: dict[tuple[str, str, Phase], Tally] = {}


def _count_without_time(tally: Tally, exchange: Exchange, failure: Exception | None) -> None:
    if isinstance(failure, InterceptedError):
        tally.intercepted[str(failure)] += 1
    elif exchange.status_code == THROTTLED:
        tally.throttled += 1
    elif failure is not None:
        tally.failures[name_of(failure)] += 1


def name_of(failure: Exception) -> str:
    """Return what went wrong, without what differs from one request to the next."""
    if code := getattr(failure, "code", None):
        return f"HTTP {code}"
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    name = type(failure).__name__
    if name == "CatchResponseError":
        return str(failure)[:120]
    if name == "HTTPParseError":
        return CUT_OFF if str(failure).startswith(_CUT_OFF) else f"no HTTP: {(*failure.args, name)[0]}"
    return _IN_WORDS.get(name, name)
