"""The schedule of a load run: how many users or requests a second now, in which stage, and when it is over."""

from servio_verify.load.plan.profile import Profile

LATE = 1.5
"""Seconds that a tick may be late. More means that it was blocked: the rest of the run then moves back."""

DRAIN_SECONDS = 10.0
"""How long after the last answer's time-out a run is ended whatever is still open."""


class Schedule:
    """The course of one run. Each stage reaches its number of users, and the run always ends."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.wanted = 0
        """Users; of a rate one in each process, who sends what is due."""
        self.rates = (0.0, 0.0)
        """Requests a second that are due now and a second later; 0 where the profile has users."""
        self.time = 0.0
        self.held = 0.0
        """Seconds that the peak was held longer than the profile says, to decide a gate."""
        self.stopped: str | None = None
        self.over = False
        self._ends = profile.boundaries()
        self._delay = 0.0
        self._drain_until = 0.0

    @property
    def stage(self) -> str:
        """The name of the stage of this moment."""
        return self.profile.stage_at(self.time).name

    @property
    def on_plateau(self) -> bool:
        """Whether this moment belongs to the plateau."""
        return not self.draining and self.profile.on_plateau(self.time)

    @property
    def draining(self) -> bool:
        """Whether only what is in flight may still finish."""
        return bool(self._drain_until)

    @property
    def left(self) -> float:
        """Seconds until the last stage is over, were nothing extended."""
        return self.profile.seconds - self.time

    def stop(self, why: str) -> None:
        """End the run gently: no new request, what is in flight may finish."""
        self.stopped = self.stopped or why

    def may_hold(self, clock: float) -> bool:
        """Return whether the peak would end now and the profile allows to hold it longer."""
        if self.stopped or not self._ends or clock - self._delay < self._ends[0]:
            return False
        return self.profile.level_at(self._ends[0]) == self.profile.peak and self.held < self.profile.extend

    def tick(self, clock: float, running: int, settled: bool, hold: bool = False) -> tuple[int, float] | None:
        """Return how many users are wanted and how many of them to start or stop in a second; None ends the run.

        `clock` is seconds since the start, `running` how many users there are, `settled` whether all of them reported,
        `hold` whether to hold the peak longer: only where `may_hold` allows it.
        """
        if self.stopped or not self._ends:
            return self._drain(clock, running, settled)
        before, self.time = self.time, clock - self._delay
        if self.time >= self._ends[0]:
            if hold:
                self._hold(clock, before)
                return self.wanted, 1.0
            self._pass(self._ends.pop(0))
        now, later = (self.profile.level_at(min(at, self.profile.seconds)) for at in (self.time, self.time + 1))
        users = 1 if self.profile.is_open else round(now)
        if self.profile.is_open:
            self.rates = (now, later) if self._ends else (0.0, 0.0)
        rate = max(1.0, float(abs(users - self.wanted)))
        self.wanted = users
        return users, rate

    def _hold(self, clock: float, before: float) -> None:
        self.time = min(before, self._ends[0] - 1e-6)
        longer = clock - self._delay - self.time
        self._delay += longer
        self.held += longer
        peak = self.profile.peak
        if self.profile.is_open:
            self.rates = (peak, peak)
        else:
            self.wanted = round(peak)

    def _pass(self, end: float) -> None:
        if self.time - end > LATE:
            self._delay += self.time - end
        self.time = end
        self.over = not self._ends

    def _drain(self, clock: float, running: int, settled: bool) -> tuple[int, float] | None:
        if not self._drain_until:
            self._drain_until = clock + self.profile.timeout + DRAIN_SECONDS
        if (running == 0 and settled) or clock > self._drain_until:
            return None
        rate = float(max(1, self.wanted, running))
        self.wanted = 0
        self.rates = (0.0, 0.0)
        return 0, rate
