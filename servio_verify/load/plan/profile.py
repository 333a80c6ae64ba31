"""A profile: load over time, as data in `profiles/NAME.toml`."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from servio_verify.load.plan import stages as course
from servio_verify.load.plan.gates import EACH, Gate, parse
from servio_verify.load.plan.stages import LONGEST_RUN, MOST_RATE, MOST_USERS, Frozen, Rate, Stage

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
MOST_REQUESTS = 5_000_000
SHORTEST_PAUSE = 0.001
"""Seconds that a user without a pause is taken to need for a journey, were every answer instant."""


class Baseline(Frozen):
    """When a run counts as worse than the one before."""

    worse_by: float = Field(default=0.1, gt=0, description="share by which a p95 is worse, beyond the noise of both")
    decides: bool = Field(default=False, description="does a worse p95 fail the run, or is it only reported?")


class Profile(Frozen):
    """Load over time, what limits it and what decides."""

    name: str
    description: str = Field(min_length=1)
    stages: tuple[Stage, ...]
    rate: Rate = Field(default=None, ge=0, le=MOST_RATE, description="requests a second from the first moment on")
    plateau: float = Field(0.8, gt=0, le=1, description="at least this share of the peak is the plateau")
    extend: float = Field(default=0, ge=0, le=3600, description="seconds that the peak may be held to decide a gate")
    think: float | None = Field(default=None, ge=0, description="seconds that a user waits after each journey (closed)")
    pace: float | None = Field(
        default=None, gt=0, description="seconds from the start of a journey to the next (paced)"
    )
    journeys: dict[str, Annotated[int, Field(gt=0)]] = Field(default={"home": 1})
    gates: tuple[Annotated[Gate, BeforeValidator(parse)], ...] = Field(default=DEFAULT_GATES, validate_default=True)
    confidence: float = Field(0.99, ge=0.5, lt=1)
    decide: Literal["interval", "point"] = "interval"
    until_broken: bool = Field(default=False, description="stop as soon as a gate is clearly broken, and say where")
    connections: Literal["keep-alive", "fresh"] = "keep-alive"
    timeout: float = Field(default=30, gt=0, le=60, description="seconds after which an answer is no longer waited for")
    most_users: int = Field(default=200, gt=0, le=MOST_USERS)
    most_requests: int = Field(default=100_000, gt=0, le=MOST_REQUESTS)
    most_open: int = Field(default=1000, gt=0, le=MOST_USERS, description="requests of a rate that may wait at once")
    late_after: float = Field(default=0.1, gt=0, le=60, description="seconds after which one of a rate is sent late")
    most_late: float = Field(default=0.01, ge=0, lt=1, description="share of late ones above which a run is INVALID")
    baseline: Baseline = Field(default_factory=Baseline)

    @model_validator(mode="before")
    @classmethod
    def _kept_rate(cls, values: Any) -> Any:
        """Let the stages of a profile with a rate keep it, where they say nothing else."""
        stages = values.get("stages")
        if values.get("rate") is None or not isinstance(stages, list | tuple):
            return values
        rate, filled = values["rate"], []
        for stage in stages:
            says_nothing = isinstance(stage, dict) and not {"users", "rate"} & stage.keys()
            filled.append(stage | {"rate": rate} if says_nothing else stage)
            rate = filled[-1].get("rate", rate) if isinstance(stage, dict) else rate
        return values | {"stages": filled}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
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
        if self.seconds + self.extend > LONGEST_RUN:
            raise ValueError(f"longer than {LONGEST_RUN / 3600:g} hours")
        if problem := self._wrong_rate() if self.is_open else self._wrong_users():
            raise ValueError(problem)
        return self

    def _wrong_users(self) -> str | None:
        if (self.think is None) == (self.pace is None):
            return "give either think or pace, or a rate instead of users"
        for key in ("most_open", "late_after", "most_late"):
            if getattr(self, key) != type(self).model_fields[key].default:
                return f"{key} is for a rate, and the stages have users"
        if self.peak == 0:
            return "no stage has a user"
        return f"{self.peak:g} users wanted, most_users is {self.most_users}" if self.peak > self.most_users else None

    def _wrong_rate(self) -> str | None:
        if mixed := [stage.name for stage in self.stages if stage.rate is None]:
            return f"stage {mixed[0]!r} has users: stages have either all users or all a rate"
        if self.think is not None or self.pace is not None:
            return f"{self.pause_key} is for users: the requests of a rate are sent when they are due"
        if self.peak == 0:
            return "no stage has a rate above 0"
        due = self.longest().due_by(self.seconds + self.extend)
        return (
            f"{due:.0f} requests are due, most_requests is {self.most_requests}" if due > self.most_requests else None
        )

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
        return self.model_copy(update={self.pause_key: pause, "stages": stages, "name": f"{self.name}-fitted"})

    def at_rate(self, peak: float) -> Self:
        """Return the profile of a rate with another one at its peak; its name says that it is another load."""
        share = peak / self.peak
        stages = tuple(stage.at_level(stage.level * share) for stage in self.stages)
        start = None if self.rate is None else self.rate * share
        return self.model_copy(update={"rate": start, "stages": stages, "name": f"{self.name}-fitted"})

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
        held = self.stages[after - 1].model_copy(update={"name": "held longer", "seconds": self.extend})
        return self.model_copy(update={"stages": (*self.stages[:after], held, *self.stages[after:]), "extend": 0.0})

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
