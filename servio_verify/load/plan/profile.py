"""A profile: load over time, what limits it and what decides. What a file may say is `profile_form`'s."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from servio_verify.load.plan import stages as course
from servio_verify.load.plan.gates import Gate, Scope
from servio_verify.load.plan.stages import Stage

JOURNEYS = {
    "home": "GET /",
    "browse_venues": "GET /api/v1/venues",
    "open_menu": "GET /api/v1/venues/{id}/menus/{id}",
    "order": "POST /api/v1/venues/{id}/orders",
    "sign_in": "POST /api/v1/auth/login",
}
"""What a user can do once, and the endpoint that it goes to; `load.plan.journeys` has a function for each."""

WRITING = ("order", "sign_in")
SHORTEST_PAUSE = 0.001
"""Seconds that a user without a pause is taken to need for a journey, were every answer instant."""


@dataclass(frozen=True)
class Baseline:
    """When a run counts as worse than the one before: by this share of a p95; does that fail it?"""

    worse_by: float
    decides: bool


@dataclass(frozen=True)
class Profile:
    """Load over time, what limits it and what decides, as `profile_form.ProfileForm` says and checks it.

    Plain data: who makes load needs nothing of what reads a file. Times are in seconds.
    """

    name: str
    description: str
    stages: tuple[Stage, ...]
    rate: float | None
    plateau: float
    extend: float
    think: float | None
    pace: float | None
    journeys: dict[str, int]
    gates: tuple[Gate, ...]
    confidence: float
    decide: Literal["interval", "point"]
    until_broken: bool
    connections: Literal["keep-alive", "fresh"]
    timeout: float
    most_users: int
    most_requests: int
    most_open: int
    late_after: float
    most_late: float
    baseline: Baseline

    @classmethod
    def from_wire(cls, message: Mapping[str, Any]) -> Self:
        """Return the profile that `dataclasses.asdict` made plain, in this process or in another."""
        gates = [Gate(**{**gate, "scope": gate["scope"] and Scope(gate["scope"])}) for gate in message["gates"]]
        stages = [Stage(**stage) for stage in message["stages"]]
        made = {"gates": tuple(gates), "stages": tuple(stages), "baseline": Baseline(**message["baseline"])}
        return cls(**{**message, **made})

    @property
    def asks(self) -> tuple[str, ...]:
        """The origins that its journeys ask; of two that are one, pages are the web app's."""
        return ("web",) * ("home" in self.journeys) + ("api",) * bool({*self.journeys} - {"home"})

    @property
    def is_open(self) -> bool:
        """Whether requests are sent at a rate, whether or not earlier ones were answered (an open model)."""
        return self.rate is not None or any(stage.rate is not None for stage in self.stages)

    @property
    def seconds(self) -> float:
        """How long all stages take."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def peak(self) -> float:
        """The most users, or requests a second, wanted at once."""
        return max(self.rate or 0.0, *(stage.level for stage in self.stages), 0.0)

    @property
    def writes(self) -> bool:
        """Whether a journey signs in or creates something."""
        return any(journey in WRITING for journey in self.journeys)

    @property
    def tightest(self) -> float:
        """The lowest limit of a response time in milliseconds; that of the contract where no gate has one."""
        return min((gate.limit for gate in self.gates if gate.is_percentile), default=500.0)

    @property
    def pause(self) -> float:
        """Seconds between two journeys of a user, were every answer instant."""
        return self.pace or self.think or 0.0

    def share(self, *journeys: str) -> float:
        """Return which share of the requests these journeys make."""
        return sum(self.journeys.get(journey, 0) for journey in journeys) / sum(self.journeys.values())

    def lighter(self, pause: float, users: int) -> Self:
        """Return the profile with this pause and this many users at its peak; its name says that it is another load."""
        stages = tuple(stage.at_level(math.ceil(stage.level * users / self.peak)) for stage in self.stages)
        fitted = replace(self, stages=stages, name=f"{self.name}-fitted")
        return replace(fitted, think=pause) if self.pause_key == "think" else replace(fitted, pace=pause)

    def at_rate(self, peak: float) -> Self:
        """Return the profile of a rate with another one at its peak; its name says that it is another load."""
        share = peak / self.peak
        stages = tuple(stage.at_level(stage.level * share) for stage in self.stages)
        start = None if self.rate is None else self.rate * share
        return replace(self, rate=start, stages=stages, name=f"{self.name}-fitted")

    @property
    def pause_key(self) -> Literal["think", "pace"]:
        """What the profile gives its pause as."""
        return "pace" if self.think is None else "think"

    def longest(self) -> Self:
        """Return the profile with its peak held for as long as it may be."""
        ends_at_peak = [number for number, stage in enumerate(self.stages) if stage.level == self.peak]
        if not self.extend or not ends_at_peak:
            return self
        after = ends_at_peak[0] + 1
        held = replace(self.stages[after - 1], name="held longer", seconds=self.extend)
        return replace(self, stages=(*self.stages[:after], held, *self.stages[after:]), extend=0.0)

    def level_at(self, time: float) -> float:
        """Return how many users, or requests a second, are wanted `time` seconds after the start."""
        return course.level_at(self.stages, time, self.rate or 0.0)

    def due_by(self, time: float) -> float:
        """Return how many requests its rate makes due in the first `time` seconds."""
        return course.due_by(self.stages, time, self.rate or 0.0)

    def stage_at(self, time: float) -> Stage:
        """Return the stage of a moment; the last one for any later moment."""
        return course.stage_at(self.stages, time)

    def on_plateau(self, time: float) -> bool:
        """Return whether a moment belongs to the plateau."""
        return time < self.seconds and self.level_at(time) >= self.plateau * self.peak

    def boundaries(self) -> list[float]:
        """Return when each stage ends, in seconds from the start."""
        return course.boundaries(self.stages)
