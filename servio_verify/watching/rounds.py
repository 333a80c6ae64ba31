"""A round of a watch: one run of the checks, as far as the watch has to know it."""

from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict


class Round(BaseModel):
    """A round that is over. `seconds` is how long it took; `folder` holds its evidence, where it left any."""

    model_config = ConfigDict(frozen=True)

    began: datetime
    seconds: float
    verdict: Verdict
    reason: str = ""
    failed: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    build: str | None = None
    folder: Path | None = None

    @classmethod
    def of(cls, result: Result, began: datetime, seconds: float, folder: Path) -> Self:
        """Return the round that ended with this result."""
        counts = {outcome.value: 0 for outcome in Outcome}
        for entry in result.ledger:
            counts[entry.outcome.value] += 1
        return cls(
            began=began,
            seconds=seconds,
            verdict=result.verdict,
            reason=next(iter(result.reasons), ""),
            failed=tuple(entry.check for entry in result.ledger if entry.outcome is Outcome.FAILED),
            counts=counts,
            build=result.attestation.build,
            folder=folder,
        )
