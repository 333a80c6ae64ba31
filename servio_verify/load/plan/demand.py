"""The requests of a profile over time, were every answer instant: what a rate limit is held against.

The slower the answers, the fewer the requests, so a limit that holds this holds the run.
"""

import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from servio_verify.load.plan.profile import SHORTEST_PAUSE, Profile

MOST_EVENTS = 400_000
"""Groups of requests that are counted one by one; of more, the mean of each second is taken."""

SURE = 2.33
"""Standard deviations of a random share: 99 % of runs make no more."""


class Demand:
    """Users begin together at each second's change of the schedule, and ask at once and then after each pause."""

    def __init__(self, profile: Profile) -> None:
        profile = self._profile = profile.longest()
        if profile.is_open:
            return
        self._pause = max(profile.pause, SHORTEST_PAUSE)
        groups = list(_groups(profile))
        self._exact = sum((group.end - group.begin) / self._pause + 1 for group in groups) <= MOST_EVENTS
        self._asked = _asked(groups, self._pause) if self._exact else []

    def most_in(self, window: float) -> float:
        """Return the most requests that any `window` seconds hold."""
        if self._profile.is_open:
            return self._most_due_in(window)
        if not self._exact:
            return self._mean_in(window)
        most = total = 0
        recent: deque[tuple[float, int]] = deque()
        for at, users in self._asked:
            while recent and recent[0][0] <= at - window + 1e-9:
                total -= recent.popleft()[1]
            recent.append((at, users))
            total += users
            most = max(most, total)
        return most

    def made_by(self, seconds: float) -> float:
        """Return the requests of the first seconds."""
        if self._profile.is_open:
            return math.ceil(self._profile.due_by(seconds))
        if not self._exact:
            return sum(self._profile.level_at(second) for second in range(math.ceil(seconds))) / self._pause
        return sum(users for at, users in self._asked if at < seconds)

    def _most_due_in(self, window: float) -> float:
        """Return it of a rate; a window that holds the most begins or ends with a second or a stage, or nearly so."""
        ends = self._profile.boundaries()
        whole = map(float, range(math.ceil(self._profile.seconds) + 1))
        begins = {max(0.0, at - length) for at in (*whole, *ends) for length in (0.0, window)}
        due = self._profile.due_by
        return math.ceil(max(due(begin + window) - due(begin) for begin in begins) - 1e-6)

    def _mean_in(self, window: float) -> float:
        load = [self._profile.level_at(second) for second in range(int(self._profile.seconds) + 1)]
        width = max(1, math.ceil(window))
        total = most = sum(load[:width])
        for first, last in zip(load, load[width:], strict=False):
            total += last - first
            most = max(most, total)
        return most / self._pause


def likely_most(requests: float, share: float) -> float:
    """Return how many of these requests are of a kind that each is with this chance."""
    return requests * share + SURE * math.sqrt(max(0.0, requests * share * (1 - share)))


class _Group(NamedTuple):
    """Users who began together, since when and until when (seconds)."""

    begin: float
    end: float
    users: int


def _groups(profile: Profile) -> Iterator[_Group]:
    """Yield the users of a profile; who began last ends first."""
    running: list[_Group] = []
    wanted = 0
    for second in range(math.ceil(profile.seconds) + 1):
        now = round(profile.level_at(second)) if second < profile.seconds else 0
        if now > wanted:
            running.append(_Group(second, profile.seconds, now - wanted))
        while now < wanted:
            last = running.pop()
            gone = min(last.users, wanted - now)
            yield last._replace(end=second, users=gone)
            if gone < last.users:
                running.append(last._replace(users=last.users - gone))
            wanted -= gone
        wanted = now


def _asked(groups: Iterable[_Group], pause: float) -> list[tuple[float, int]]:
    """Return when how many users ask, in the order of time."""
    asked: Counter[float] = Counter()
    for group in groups:
        for number in range(math.ceil((group.end - group.begin) / pause)):
            asked[round(group.begin + number * pause, 4)] += group.users
    return sorted(asked.items())
