"""Gate: one platform's hand on a deploy, and what it is told after a verdict."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from servio_verify.results.verdict import Verdict

Said = TypeVar("Said", covariant=True)


class Word(StrEnum):
    """What a waiting deploy is told."""

    CONTINUE = "CONTINUE"
    ROLLBACK = "ROLLBACK"


WORDS = {Verdict.GO: Word.CONTINUE, Verdict.NO_GO: Word.ROLLBACK}
"""After every other verdict nothing is told: the platform's own time-out, or a person, decides."""


@dataclass(frozen=True)
class Deployed:
    """What waits for a verdict: the build that was deployed, and where.

    `since`: a run that began earlier says nothing of it. `web_url`, `api_url`: the addresses that the run has to have
    asked.
    `digest`: the image's. `tiers` are promised; `whole`: a GO that left checks of them aside is not enough.
    """

    environment: str
    build: str
    since: datetime | None = None
    web_url: str | None = None
    api_url: str | None = None
    digest: str | None = None
    tiers: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class Decision:
    """What a verdict means for a deploy: the word to tell, none where nothing may be told, and why, in one line."""

    verdict: Verdict
    word: Word | None
    why: str


class Gate(Protocol[Said]):
    """One platform. Both raise GateError where it cannot do its part."""

    def look(self) -> Deployed:
        """Return what waits there. Nothing is changed."""

    def answer(self, decision: Decision) -> Said:
        """Tell the platform, and return what it was told; the same answer again changes nothing."""


def short(digest: str | None) -> str:
    """Return a digest as people tell them apart."""
    return f"{digest[:19]}…" if digest else "no digest"
