"""Stages of a load: users, or requests a second, over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

LONGEST_RUN = 24 * 3600.0


@dataclass(frozen=True)
class Stage:
    """A stretch of a run in which the load goes, in a straight line, to so many users or to that rate (k6's rule).

    Seconds; requests a second that are due at its end. It has either users or a rate.
    """

    name: str
    seconds: float
    users: int | None = None
    rate: float | None = None

    @property
    def level(self) -> float:
        """Users, or requests a second, at its end."""
        return float(self.users or 0) if self.rate is None else self.rate

    def at_level(self, level: float) -> Self:
        """Return the same stage with another load at its end."""
        return replace(self, users=round(level)) if self.rate is None else replace(self, rate=level)


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
