"""Clocks of tasks: how far apart the times are that answers of one moment tell of themselves."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from servio_verify.results.named_build import Look
from servio_verify.target.probe import Answer

MOST_SECONDS = 30.0
"""So far apart clocks may be: what is cached for a moment is that old too."""


def apart(answers: Iterable[Answer]) -> float:
    """Return how many seconds apart the clocks are by `meta.timestamp`; 0 where fewer than two answers have it."""
    ahead = [told - answer.at for answer in answers if (told := _told(answer)) is not None]
    return max(ahead) - min(ahead) if ahead else 0.0


def note(looks: Iterable[Look]) -> Iterator[str]:
    """Yield that clocks are apart: no promise speaks of it, but what is sorted or expires by time goes wrong."""
    if (most := max((look.clocks for look in looks), default=0.0)) > MOST_SECONDS:
        yield f"seen: the clocks of tasks are {most:.0f} s apart, by meta.timestamp of answers of one moment"


def _told(answer: Answer) -> float | None:
    """Return the time that an answer names; None where a cache may have kept it."""
    if answer.response is None or "age" in answer.response.headers:
        return None
    try:
        meta: Any = answer.response.json()["meta"]
        return datetime.fromisoformat(meta["timestamp"]).timestamp()
    except (ValueError, KeyError, TypeError):
        return None
