"""What became of the orders that were accepted: the run's own venue holds them, and nobody else's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StoredOrders:
    """How many orders were accepted, and how many the venue says that it holds; None where that is not known, and why.

    It may hold more: of those whose answers came too late, or never, some were stored.
    """

    accepted: int = 0
    total: int | None = None
    why: str = ""

    @property
    def lost(self) -> str | None:
        """How many are not there; None where none is missing, or nobody knows."""
        if self.total is None or self.total >= self.accepted:
            return None
        return f"{self.accepted - self.total} of {self.accepted} orders that were accepted are not stored"

    @property
    def not_covered(self) -> tuple[str, ...]:
        """What nobody knows then."""
        if not self.accepted or self.total is not None:
            return ()
        return (f"whether all {self.accepted} orders that were accepted are stored: {self.why}",)
