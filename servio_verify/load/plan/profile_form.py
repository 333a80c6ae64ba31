"""The form of a profile's file: every key, what it may be, and what does not go together."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from servio_verify.load.plan.gates import EACH, Gate, parse
from servio_verify.load.plan.profile import JOURNEYS, Baseline, Profile
from servio_verify.load.plan.stages import LONGEST_RUN, Stage

DEFAULT_GATES = ("p95 < 500 ms", "errors < 1 %")
"""The performance promise (docs/CONTRACT.md)."""

MOST_USERS = 5_000
MOST_RATE = 20_000.0
"""Requests a second; more are a slip of the pen."""

MOST_REQUESTS = 5_000_000
MOST_WEIGHT = 10_000
"""Of a journey: each user draws from a list that holds it so often."""

MOST_CONFIDENCE = 0.999_999
"""Beyond it no sample is sure of anything, and a float of nothing either."""

RATE = re.compile(r"(?P<count>\d+(\.\d+)?) ?/ ?(?P<unit>s|min)")


def per_second(text: Any) -> Any:
    """Return a rate in requests a second: of a text like '200 /s', or of a number. Raises ValueError."""
    if not isinstance(text, str):
        return text
    match = RATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no rate; write it like '200 /s' or '30 /min'")
    return float(match["count"]) / {"s": 1, "min": 60}[match["unit"]]


Rate = Annotated[float | None, BeforeValidator(per_second)]


class Form(BaseModel):
    """The base of what is read once and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class StageForm(Form):
    """A stage."""

    name: str = Field(min_length=1)
    seconds: float = Field(gt=0, le=LONGEST_RUN)
    users: int | None = Field(default=None, ge=0, le=MOST_USERS)
    rate: Rate = Field(default=None, ge=0, le=MOST_RATE, description="requests a second that are due at its end")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.users is None) == (self.rate is None):
            raise ValueError(f"stage {self.name!r}: give either users or rate")
        return self


class BaselineForm(Form):
    """When a run counts as worse than the one before."""

    worse_by: float = Field(
        default=0.1, gt=0, le=100, description="share by which a p95 is worse, beyond the noise of both"
    )
    decides: bool = Field(default=False, description="does a worse p95 fail the run, or is it only reported?")


class ProfileForm(Form):
    """A whole profile, as `profile` in plain data."""

    name: str
    description: str = Field(min_length=1)
    stages: tuple[StageForm, ...]
    rate: Rate = Field(default=None, ge=0, le=MOST_RATE, description="requests a second from the first moment on")
    plateau: float = Field(0.8, gt=0, le=1, description="at least this share of the peak is the plateau")
    extend: float = Field(default=0, ge=0, le=3600, description="seconds that the peak may be held to decide a gate")
    think: float | None = Field(
        default=None, ge=0, le=LONGEST_RUN, description="seconds that a user waits after each journey (closed)"
    )
    pace: float | None = Field(
        default=None, gt=0, le=LONGEST_RUN, description="seconds from the start of a journey to the next (paced)"
    )
    journeys: dict[str, Annotated[int, Field(gt=0, le=MOST_WEIGHT)]] = Field(default={"home": 1})
    gates: tuple[Annotated[Gate, BeforeValidator(parse)], ...] = Field(default=DEFAULT_GATES, validate_default=True)
    confidence: float = Field(0.99, ge=0.5, le=MOST_CONFIDENCE)
    decide: Literal["interval", "point"] = "interval"
    until_broken: bool = Field(default=False, description="stop as soon as a gate is clearly broken, and say where")
    connections: Literal["keep-alive", "fresh"] = "keep-alive"
    timeout: float = Field(default=30, gt=0, le=60, description="seconds after which an answer is no longer waited for")
    most_users: int = Field(default=200, gt=0, le=MOST_USERS)
    most_requests: int = Field(default=100_000, gt=0, le=MOST_REQUESTS)
    most_open: int = Field(default=1000, gt=0, le=MOST_USERS, description="requests of a rate that may wait at once")
    late_after: float = Field(default=0.1, gt=0, le=60, description="seconds after which one of a rate is sent late")
    most_late: float = Field(default=0.01, ge=0, lt=1, description="share of late ones above which a run is INVALID")
    baseline: BaselineForm = Field(default_factory=BaselineForm)

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
        if problem := _wrong(self.profile):
            raise ValueError(problem)
        return self

    @property
    def profile(self) -> Profile:
        """The profile as plain data."""
        stages = tuple(Stage(**vars(stage)) for stage in self.stages)
        return Profile(**{**vars(self), "stages": stages, "baseline": Baseline(**vars(self.baseline))})


def _wrong(it: Profile) -> str | None:
    """Return what does not go together; None where all does."""
    if not it.journeys or (unknown := sorted(set(it.journeys) - set(JOURNEYS))):
        return f"journeys: {', '.join(unknown) if it.journeys else 'none'}; known: {', '.join(JOURNEYS)}"
    if not it.stages or not it.gates:
        return "without a stage nothing is measured, and without a gate nothing is judged"
    endpoints = [JOURNEYS[journey] for journey in it.journeys]
    if strangers := [gate for gate in it.gates if gate.endpoint not in (None, EACH, *endpoints)]:
        return f"no journey goes to {strangers[0].endpoint!r}; they go to {', '.join(endpoints)}"
    if vain := [gate for gate in it.gates if gate.never_passes(by_point=it.decide == "point")]:
        return f"{vain[0]} can never pass: no sample is sure of 0; give a limit above it"
    if len({stage.name for stage in it.stages}) < len(it.stages):
        return "two stages have the same name"
    if it.seconds + it.extend > LONGEST_RUN:
        return f"longer than {LONGEST_RUN / 3600:g} hours"
    return _wrong_rate(it) if it.is_open else _wrong_users(it)


def _wrong_users(it: Profile) -> str | None:
    if (it.think is None) == (it.pace is None):
        return "give either think or pace, or a rate instead of users"
    for key in ("most_open", "late_after", "most_late"):
        if getattr(it, key) != ProfileForm.model_fields[key].default:
            return f"{key} is for a rate, and the stages have users"
    if it.peak == 0:
        return "no stage has a user"
    return f"{it.peak:g} users wanted, most_users is {it.most_users}" if it.peak > it.most_users else None


def _wrong_rate(it: Profile) -> str | None:
    if mixed := [stage.name for stage in it.stages if stage.rate is None]:
        return f"stage {mixed[0]!r} has users: stages have either all users or all a rate"
    if it.think is not None or it.pace is not None:
        return f"{it.pause_key} is for users: the requests of a rate are sent when they are due"
    if it.peak == 0:
        return "no stage has a rate above 0"
    due = it.longest().due_by(it.seconds + it.extend)
    return f"{due:.0f} requests are due, most_requests is {it.most_requests}" if due > it.most_requests else None
