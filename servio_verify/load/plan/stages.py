"""Stages of a load: users, or requests a second, over time."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MOST_USERS = 5_000
MOST_RATE = 20_000.0
"""Requests a second; more are a slip of the pen."""

LONGEST_RUN = 24 * 3600.0
RATE = re.compile(r"(?P<count>\d+(\.\d+)?) ?/ ?(?P<unit>s|min)")


class Frozen(BaseModel):
    """The base of what is read once and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def per_second(text: Any) -> Any:
    """Return a rate in requests a second: of a text like '200 /s', or of a number. Raises ValueError."""
    if not isinstance(text, str):
        return text
    match = RATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no rate; write it like '200 /s' or '30 /min'")
    return float(match["count"]) / {"s": 1, "min": 60}[match["unit"]]


Rate = Annotated[float | None, BeforeValidator(per_second)]


class Stage(Frozen):
    """A stretch of a run in which the load goes, in a straight line, to so many users or to that rate (k6's rule)."""

    name: str = Field(min_length=1)
    seconds: float = Field(gt=0, le=LONGEST_RUN)
    users: int | None = Field(default=None, ge=0, le=MOST_USERS)
    rate: Rate = Field(default=None, ge=0, le=MOST_RATE, description="requests a second that are due at its end")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.users is None) == (self.rate is None):
            raise ValueError(f"stage {self.name!r}: give either users or rate")
        return self

    @property
    def level(self) -> float:
        """Users, or requests a second, at its end."""
        return float(self.users or 0) if self.rate is None else self.rate

    def at_level(self, level: float) -> Self:
        """Return the same stage with another load at its end."""
        return self.model_copy(update={"users": round(level)} if self.rate is None else {"rate": level})


def level_at(stages: Sequence[Stage], time: float, level: float) -> float:
    """Return the load `time` seconds after the start, where it is this at the start."""
    for stage in stages:
        if time < stage.seconds:
            return level + (stage.level - level) * time / stage.seconds
        time -= stage.seconds
        level = stage.level
    return level


def due_by(stages: Sequence[Stage], time: float, level: float) -> float:
    """Return how many requests a rate makes due in the first `time` seconds."""
    due = 0.0
    for stage in stages:
        part = min(stage.seconds, max(0.0, time))
        until = level + (stage.level - level) * part / stage.seconds
        due += part * (level + until) / 2
        time -= stage.seconds
        level = stage.level
    return due


def stage_at(stages: Sequence[Stage], time: float) -> Stage:
    """Return the stage of a moment; the last one for any later moment."""
    for stage in stages:
        if time < stage.seconds:
            return stage
        time -= stage.seconds
    return stages[-1]


def boundaries(stages: Sequence[Stage]) -> list[float]:
    """Return when each stage ends, in seconds from the start."""
    ends, time = [], 0.0
    for stage in stages:
        time += stage.seconds
        ends.append(time)
    return ends
