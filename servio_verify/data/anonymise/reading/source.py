"""Sources of rows: production's database, or a dump of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from servio_verify.data.policy.catalogue import Catalogue

BLOCK = 2**18
"""Bytes that are worked on at once."""


@dataclass(frozen=True)
class Stream:
    """Rows of one table in COPY's text format: blocks of whole rows."""

    table: str
    columns: tuple[str, ...]
    blocks: Iterator[bytes]


@dataclass(frozen=True)
class Sequence:
    """A sequence, and the number that it gives next."""

    name: str
    """As the policy names it."""

    following: int


class Source(Protocol):
    """What rows are read from."""

    @property
    def catalogue(self) -> Catalogue | None:
        """What it has; None where a dump does not say it before its rows."""

    @property
    def heads(self) -> Mapping[str, str]:
        """The newest migration by the tool that keeps it; empty where a dump does not say it before its rows."""

    def fraction(self, rows: int) -> float:
        """Return how much is read when so many rows are; 0 where that is not known."""

    def streams(self) -> Iterator[Stream]:
        """Yield the rows of each table that is copied."""

    def sequences(self) -> list[Sequence]:
        """Return the sequences; to be asked when all rows were read."""


def whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield blocks of whole rows from pieces of any size."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= BLOCK:
            block = b"".join(waiting)
            end = block.rfind(b"\n") + 1
            waiting, size = [block[end:]], len(block) - end
            if end:
                yield block[:end]
    if block := b"".join(waiting):
        yield block
