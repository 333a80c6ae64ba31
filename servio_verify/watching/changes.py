"""Changes of the verdict in a watch: which are told, and when.

GO and NO-GO count at once. INCONCLUSIVE and INVALID count when they last: one round of a roll-out, or a moment
without a network, wakes nobody.
"""

from datetime import datetime

from pydantic import BaseModel

from servio_verify.results.verdict import Verdict
from servio_verify.watching.rounds import Round

SETTLED = (Verdict.GO, Verdict.NO_GO)


class Standing(BaseModel):
    """The verdict that holds: since when, and for how many rounds."""

    verdict: Verdict
    since: datetime
    seen: datetime
    rounds: int = 1
    build: str | None = None


class Change(BaseModel):
    """Another verdict than before; at the start of a watch there was none before."""

    before: Standing | None
    since: datetime
    now: Round


class Changes:
    """Takes round after round. `patience` is how many rounds in a row must be unclear before that is a change."""

    def __init__(self, patience: int, standing: Standing | None = None) -> None:
        self.standing = standing
        self._patience = patience
        self._unclear: list[Round] = []

    def take(self, now: Round) -> Change | None:
        """Return the change that this round is; None where the verdict holds, or it is too early to say."""
        before = self.standing
        if before and now.verdict is before.verdict:
            self.standing = before.model_copy(
                update={
                    "rounds": before.rounds + 1,
                    "seen": now.began,
                    "build": now.build or before.build,
                }
            )
            self._unclear.clear()
            return None
        if now.verdict not in SETTLED:
            self._unclear.append(now)
            if len(self._unclear) < self._patience:
                return None
        rounds = [now] if now.verdict in SETTLED else list(self._unclear)
        self._unclear.clear()
        build = now.build or (before.build if before else None)
        self.standing = Standing(
            verdict=now.verdict, since=rounds[0].began, seen=now.began, rounds=len(rounds), build=build
        )
        if before is None and now.verdict is Verdict.GO:
            return None
        return Change(before=before, since=rounds[0].began, now=now)
