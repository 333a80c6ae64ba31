"""Builds that answers named while load was on, counted by origin (docs/CONTRACT.md, API: Build)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRST = 20
"""So many answers of an origin are its start; as many attest a build before checks run."""

MOST = 20
"""Different builds of an origin that are kept: a header that never says the same twice names no build."""


@dataclass
class NamedBuilds:
    """How many answers of each origin named which build."""

    web: dict[str, int] = field(default_factory=dict)
    api: dict[str, int] = field(default_factory=dict)

    pinned = ()
    """Nobody of a load comes back with a balancer's cookie."""

    def count(self, origin: str, build: str, times: int = 1) -> None:
        """Count answers of an origin."""
        shares: dict[str, int] = getattr(self, origin)
        if build in shares or len(shares) < MOST:
            shares[build] = shares.get(build, 0) + times


class BuildsOverTime:
    """What the answers of a run named: at the start of each origin, and after that."""

    def __init__(self) -> None:
        self.first = NamedBuilds()
        self.later = NamedBuilds()
        self.named_by_load: set[str] = set()
        """Origins whose answers to the load itself name their build: nobody need look."""

    @property
    def looks(self) -> tuple[NamedBuilds, NamedBuilds]:
        """Both, in their order, without an origin where what is told is no build."""
        told = [origin for origin in ("web", "api") if not self.is_no_build(origin)]
        first, later = ({origin: getattr(look, origin) for origin in told} for look in (self.first, self.later))
        return NamedBuilds(**first), NamedBuilds(**later)

    def is_no_build(self, origin: str) -> bool:
        """Return whether an origin's answers named so many that it is no build that they name."""
        return len({**getattr(self.first, origin), **getattr(self.later, origin)}) >= MOST

    def total(self, origin: str) -> int:
        """Return how many answers of an origin named a build."""
        return sum(sum(getattr(look, origin).values()) for look in (self.first, self.later))

    def take(self, named: Mapping[str, Mapping[str, int]]) -> None:
        """Add what was named in the last second, by origin."""
        for origin, shares in named.items():
            look = self.first if self.total(origin) < FIRST else self.later
            for build, times in shares.items():
                look.count(origin, build, times)

    def take_of_load(self, named: Mapping[str, Mapping[str, int]]) -> None:
        """Add what answers to the load itself named."""
        self.take(named)
        self.named_by_load |= {origin for origin, shares in named.items() if shares}
