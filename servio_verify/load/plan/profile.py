"""A profile: load over time, as data in `profiles/NAME.toml`."""

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from servio_verify.load.plan.gates import EACH, Gate, parse

DEFAULT_GATES = ("p95 < 500 ms", "errors < 1 %")
"""The performance promise (docs/CONTRACT.md)."""

JOURNEYS = {
    "home": "GET /",
    "browse_venues": "GET /api/v1/venues",
    "open_menu": "GET /api/v1/venues/{id}/menus/{id}",
    "order": "POST /api/v1/venues/{id}/orders",
    "sign_in": "POST /api/v1/auth/login",
}
"""What a user can do once, and the endpoint that it goes to; `load.plan.journeys` has a function for each."""

WRITING = ("order", "sign_in")
MOST_USERS = 5_000
MOST_REQUESTS = 5_000_000
SHORTEST_PAUSE = 0.001
"""Seconds that a user without a pause is taken to need for a journey, were every answer instant."""

LONGEST_RUN = 24 * 3600.0


class Frozen(BaseModel):
    """The base of what is read once and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Stage(Frozen):
    """A stretch of a run in which the number of users goes, in a straight line, to `users` (k6's rule)."""

    name: str = Field(min_length=1)
    seconds: float = Field(gt=0, le=LONGEST_RUN)
    users: int = Field(ge=0, le=MOST_USERS)


class Baseline(Frozen):
    """When a run counts as worse than the one before."""

    worse_by: float = Field(default=0.1, gt=0, description="share by which a p95 is worse, beyond the noise of both")
    decides: bool = Field(default=False, description="does a worse p95 fail the run, or is it only reported?")


class Profile(Frozen):
    """Load over time, what limits it and what decides."""

    name: str
    description: str = Field(min_length=1)
    stages: tuple[Stage, ...]
    plateau: float = Field(0.8, gt=0, le=1, description="at least this share of the peak is the plateau")
    extend: float = Field(default=0, ge=0, le=3600, description="seconds that the peak may be held to decide a gate")
    think: float | None = Field(default=None, ge=0, description="seconds that a user waits after each journey (closed)")
    pace: float | None = Field(
        default=None, gt=0, description="seconds from the start of a journey to the next (paced)"
    )
    journeys: dict[str, Annotated[int, Field(gt=0)]] = {"home": 1}
    gates: tuple[Annotated[Gate, BeforeValidator(parse)], ...] = Field(default=DEFAULT_GATES, validate_default=True)
    confidence: float = Field(0.99, ge=0.5, lt=1)
    decide: Literal["interval", "point"] = "interval"
    until_broken: bool = Field(default=False, description="stop as soon as a gate is clearly broken, and say where")
    connections: Literal["keep-alive", "fresh"] = "keep-alive"
    timeout: float = Field(default=30, gt=0, le=60, description="seconds after which an answer is no longer waited for")
    most_users: int = Field(default=200, gt=0, le=MOST_USERS)
    most_requests: int = Field(default=100_000, gt=0, le=MOST_REQUESTS)
    baseline: Baseline = Field(default_factory=Baseline)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.think is None) == (self.pace is None):
            raise ValueError("give either think or pace")
        if not self.journeys or (unknown := sorted(set(self.journeys) - set(JOURNEYS))):
            raise ValueError(
                f"journeys: {', '.join(unknown) if self.journeys else 'none'}; known: {', '.join(JOURNEYS)}"
            )
        if not self.stages or not self.gates:
            raise ValueError("without a stage nothing is measured, and without a gate nothing is judged")
        endpoints = [JOURNEYS[journey] for journey in self.journeys]
        if strangers := [gate for gate in self.gates if gate.endpoint not in (None, EACH, *endpoints)]:
            raise ValueError(f"no journey goes to {strangers[0].endpoint!r}; they go to {', '.join(endpoints)}")
        if vain := [gate for gate in self.gates if gate.never_passes(by_point=self.decide == "point")]:
            raise ValueError(f"{vain[0]} can never pass: no sample is sure of 0; give a limit above it")
        if len({stage.name for stage in self.stages}) < len(self.stages):
            raise ValueError("two stages have the same name")
        if self.peak == 0:
            raise ValueError("no stage has a user")
        if self.peak > self.most_users:
            raise ValueError(f"{self.peak} users wanted, most_users is {self.most_users}")
        if self.seconds + self.extend > LONGEST_RUN:
            raise ValueError(f"longer than {LONGEST_RUN / 3600:g} hours")
        return self

    @property
    def seconds(self) -> float:
        """How long all stages take."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def peak(self) -> int:
        """The most users wanted at once."""
        return max(stage.users for stage in self.stages)

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
        stages = tuple(
            stage.model_copy(update={"users": math.ceil(stage.users * users / self.peak)}) for stage in self.stages
        )
        return self.model_copy(update={self.pause_key: pause, "stages": stages, "name": f"{self.name}-fitted"})

    @property
    def pause_key(self) -> Literal["think", "pace"]:
        """What the profile gives its pause as."""
        return "pace" if self.think is None else "think"

    def longest(self) -> Self:
        """Return the profile with its peak held for as long as it may be."""
        ends_at_peak = [number for number, stage in enumerate(self.stages) if stage.users == self.peak]
        if not self.extend or not ends_at_peak:
            return self
        held = Stage(name="held longer", seconds=self.extend, users=self.peak)
        after = ends_at_peak[0] + 1
        return self.model_copy(update={"stages": (*self.stages[:after], held, *self.stages[after:]), "extend": 0.0})

    def users_at(self, time: float) -> float:
        """Return how many users are wanted `time` seconds after the start."""
        users = 0.0
        for stage in self.stages:
            if time < stage.seconds:
                return users + (stage.users - users) * time / stage.seconds
            time -= stage.seconds
            users = stage.users
        return users

    def stage_at(self, time: float) -> Stage:
        """Return the stage of a moment; the last one for any later moment."""
        for stage in self.stages:
            if time < stage.seconds:
                return stage
            time -= stage.seconds
        return self.stages[-1]

    def on_plateau(self, time: float) -> bool:
        """Return whether a moment belongs to the plateau."""
        return time < self.seconds and self.users_at(time) >= self.plateau * self.peak

    def boundaries(self) -> list[float]:
        """Return when each stage ends, in seconds from the start."""
        ends, time = [], 0.0
        for stage in self.stages:
            time += stage.seconds
            ends.append(time)
        return ends
