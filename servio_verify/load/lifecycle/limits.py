"""Rate limits of the target, announced or declared, held against a profile before its first request."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle.limit_looks import Held
from servio_verify.load.plan.demand import Demand, likely_most
from servio_verify.load.plan.profile import JOURNEYS, SHORTEST_PAUSE, Profile
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import say
from servio_verify.traffic.rate_limits import MINUTE, Limit

ON_API = tuple(journey for journey in JOURNEYS if journey != "home")

FEWEST_JOURNEYS = 4
"""A user does at least this many in a run that is fitted; where none would, there are fewer users."""

CENTI = 100
"""Pauses are tried in steps of a hundredth of a second."""


@dataclass(frozen=True)
class Load:
    """A profile that is held against limits; `wait` seconds may be waited for a window to end."""

    profile: Profile
    wait: float

    @cached_property
    def _demand(self) -> Demand:
        return Demand(self.profile)

    def most(self, held: Held) -> float:
        """Return the most requests that a limit counts in any of its windows."""
        return likely_most(self._demand.most_in(held.limit.window), self.profile.share(*held.journeys))

    def made_by(self, held: Held, seconds: float) -> float:
        """Return the requests of its first seconds that a limit counts."""
        return likely_most(self._demand.made_by(seconds), self.profile.share(*held.journeys))

    def lacks_room(self, held: Held) -> bool:
        """Return whether the window that is on when it begins has less left than it needs by that window's end."""
        left, remaining = held.left, held.limit.remaining
        return remaining is not None and left is not None and self.made_by(held, left) > remaining

    def factor(self, held: Held) -> float:
        """Return by how much it exceeds a limit; at most 1 where it keeps it, or will after waiting."""
        factor = self.most(held) / max(held.limit.requests, 1e-9)
        if self.lacks_room(held) and (left := held.left or 0.0) > self.wait:
            return max(factor, self.made_by(held, left) / max(held.limit.remaining or 0, 1e-9))
        return factor

    def against(self, held: Held) -> str:
        """Return in words what it exceeds, and by how much."""
        if (most := self.most(held)) > held.limit.requests:
            return f"{held.teller} {held.limit}, and profile {self.profile.name!r} makes up to {most:.0f} there"
        made = f"profile {self.profile.name!r} makes {self.made_by(held, held.left or 0.0):.0f} by then"
        return f"{_rest(held)}, and {made}: run it after that, or with --wait {(held.left or 0.0) + 1:.0f}"


def within(profile: Profile, limits: Sequence[Held], *, fit: bool, wait: float) -> tuple[Profile, str | None]:
    """Return the profile where it keeps the limits; with `fit`, at the pace at which it does, and what that leaves out.

    Raises InconclusiveError where it would exceed one.
    """
    load = Load(profile, wait)
    tightest = max(limits, key=load.factor, default=None)
    if tightest is None or load.factor(tightest) <= 1:
        return profile, None
    over = load.against(tightest)
    lighter = fitted(profile, limits, wait)
    if lighter is None:
        raise InconclusiveError(f"{over}: no pace fits; raise the limit for this run")
    pace = f"{_pace(lighter, profile)} instead of {_pace(profile, lighter)}"
    if not fit:
        instead = f"it fits with {pace} (--fit-limits runs it so), or raise the limit for this run"
        raise InconclusiveError(f"{over}: {instead}")
    say(f"{over}: it runs with {pace}, and is kept as {lighter.name!r}")
    why = f"because {tightest.teller} {tightest.limit}; its gates were judged at that lighter load"
    return lighter, f"the load that profile {profile.name!r} promises: it ran with {pace}, {why}"


def fitted(profile: Profile, limits: Sequence[Held], wait: float) -> Profile | None:
    """Return the profile with longer pauses, and where none is long enough with fewer users; None where none fits.

    One with a rate gets a lower one, in thousandths.
    """

    def keeps(lighter: Profile) -> bool:
        load = Load(lighter, wait)
        return all(load.factor(held) <= 1 for held in limits)

    def fits(users: int, pause: int) -> bool:
        return keeps(profile.lighter(pause / CENTI, users))

    if profile.is_open:
        rates = [profile.peak * share / 1000 for share in range(1, 1001)]
        fitting = bisect_left(rates, True, key=lambda rate: not keeps(profile.at_rate(rate)))
        return profile.at_rate(rates[fitting - 1]) if fitting else None

    shortest = math.ceil(max(profile.pause, SHORTEST_PAUSE) * CENTI)
    longest = max(math.floor(profile.seconds / FEWEST_JOURNEYS * CENTI), shortest)
    users = bisect_left(range(1, round(profile.peak) + 1), True, key=lambda users: not fits(users, longest))
    if not users:
        return None
    pauses = range(shortest, longest + 1)
    return profile.lighter(pauses[bisect_left(pauses, True, key=lambda pause: fits(users, pause))] / CENTI, users)


def await_room(profile: Profile, limits: Sequence[Held], wait: float) -> None:
    """Wait for the next window of a limit of which too little is left, where `within` has found that this is soon."""
    load = Load(profile, wait)
    for held in limits:
        if load.lacks_room(held):
            say(f"{_rest(held)}: waiting for the next window")
            wait_until(lambda: False, (held.left or 0.0) + 0.2)


def declared(environment: Environment) -> Iterator[Held]:
    """Yield what the environment's file says."""
    limits = environment.limits
    if limits.requests_per_minute:
        everything = environment.web_url == environment.api_url
        journeys = tuple(JOURNEYS) if everything else ON_API
        teller = f"{environment.name} declares [limits] requests_per_minute:"
        yield Held(Limit(limits.requests_per_minute, MINUTE, "requests_per_minute"), teller, journeys)
    if limits.sign_ins_per_minute:
        teller = f"{environment.name} declares [limits] sign_ins_per_minute:"
        yield Held(Limit(limits.sign_ins_per_minute, MINUTE, "sign_ins_per_minute"), teller, ("sign_in",))


def _rest(held: Held) -> str:
    return f"{held.teller} {held.limit}, of which {held.limit.remaining} are left for {held.left or 0.0:.0f} s"


def _pace(profile: Profile, other: Profile) -> str:
    if profile.is_open:
        return f"a rate of {profile.peak:.4g} /s"
    users = f"{profile.peak:g} users and " if profile.peak != other.peak else ""
    return f"{users}{profile.pause_key} = {profile.pause:g}"
