"""Requests that were sent again because the server closed a kept connection as they came."""

from dataclasses import dataclass

OFTEN = 10
OFTEN_SHARE = 0.05
"""From so many on, or above this share of the answers, it is told where to look."""


@dataclass(frozen=True)
class Resent:
    """How often it happened at one origin; `idle` is for how many seconds such a connection was kept, as a median."""

    origin: str
    count: int
    idle: float
    answers: int

    @property
    def is_often(self) -> bool:
        """Whether users behind the same balancer would see it too."""
        return self.count >= OFTEN or self.count > OFTEN_SHARE * self.answers

    def __str__(self) -> str:
        """The note."""
        requests = "1 request was" if self.count == 1 else f"{self.count} requests were"
        seconds = f"{self.idle:.1f}" if self.idle < 10 else f"{self.idle:.0f}"
        said = f"{requests} sent again on a fresh connection: {self.origin} closes kept ones after about {seconds} s"
        if not self.is_often:
            return said
        return f"{said}; that is often: let the application keep connections longer than the load balancer does"
