"""Sample of the target's health."""

from dataclasses import dataclass, field

DEPENDENCY = "dependency"
"""The place of what Servio depends on and has an address of its own."""


@dataclass(frozen=True)
class Sample:
    """What was seen of one subject at one moment (`at`: seconds since the epoch; `times`: milliseconds by step)."""

    at: float
    place: str
    subject: str
    well: bool
    seen: str
    build: str | None = None
    times: dict[str, float] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What belongs together: two places may say different things of one dependency."""
        return self.place, self.subject
