"""Verdict: the four words that a run may end with (docs/DESIGN.md, The verdict)."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """The answer to: is this build good to go?"""

    GO = "GO"
    INCONCLUSIVE = "INCONCLUSIVE"
    NO_GO = "NO-GO"
    INVALID = "INVALID"

    @property
    def exit_code(self) -> int:
        """The exit code of a process that ends with this verdict."""
        return {Verdict.GO: 0, Verdict.NO_GO: 1, Verdict.INCONCLUSIVE: 10, Verdict.INVALID: 11}[self]

    @property
    def weight(self) -> int:
        """How strict it is: of several verdicts the weightiest decides."""
        return list(Verdict).index(self)


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that decides over the others; INCONCLUSIVE where there is none to decide."""
    return max(verdicts, key=lambda verdict: verdict.weight, default=Verdict.INCONCLUSIVE)
