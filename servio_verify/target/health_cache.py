"""Caches before health: an answer that was kept, or made at build time, says nothing of the process."""

from collections.abc import Iterator
from typing import Any

from servio_verify.target.probe import Answer

CLOCKS = ("timestamp", "time", "now", "currenttime", "servertime", "uptime")
"""Members of a health that go on with each answer, in lower case; `startedAt` and the like stand still by right."""

ENOUGH_SECONDS = 2.5
ENOUGH_ANSWERS = 3
"""A clock that shows the same after so long, in so many answers, stands still: one may show whole seconds."""


class HealthCache:
    """What the answers of one run tell of a cache, by whose health it is."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        self._clocks: dict[str, list[tuple[float, tuple[str, ...]]]] = {}

    def note(self, whose: str, answer: Answer) -> None:
        """Take in an answer."""
        if answer.response is None or not answer.response.is_success:
            return
        if told := _cached(answer.response.headers):
            self._kept.setdefault(whose, told)
        try:
            clocks = tuple(_clocks(answer.response.json()))
        except ValueError:
            return
        if clocks:
            self._clocks.setdefault(whose, []).append((answer.at, clocks))

    def lines(self) -> list[str]:
        """Return a line for each health that comes from a cache."""
        untold = "it says nothing of the process"
        kept = [f"the health of {whose} comes from a cache ({told}): {untold}" for whose, told in self._kept.items()]
        frozen = [
            f"the health of {whose} tells one time in {len(seen)} answers, as made at build time: {untold}"
            for whose, seen in self._clocks.items()
            if whose not in self._kept and _stands_still(seen)
        ]
        return kept + frozen


def _cached(headers: Any) -> str:
    age = headers.get("Age", "").strip()
    if age.isdecimal() and int(age) > 0:
        return f"Age {age} s"
    hits = (f"{name}: {headers[name]}" for name in ("X-Cache", "CF-Cache-Status") if name in headers)
    return next((hit for hit in hits if "hit" in hit.lower()), "")


def _clocks(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if str(name).lower() in CLOCKS and isinstance(member, str | int | float):
                yield f"{name} {member}"
            else:
                yield from _clocks(member)


def _stands_still(seen: list[tuple[float, tuple[str, ...]]]) -> bool:
    long_enough = len(seen) >= ENOUGH_ANSWERS and seen[-1][0] - seen[0][0] >= ENOUGH_SECONDS
    return long_enough and len({clocks for _, clocks in seen}) == 1
