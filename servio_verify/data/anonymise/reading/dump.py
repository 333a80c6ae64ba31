"""A dump as a source: read as a stream of COPY blocks, so that production's rows stand in no further database.

Plain dumps (also gzipped) are read as they are; of others, `pg_restore` writes the rows as text.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, ClassVar

from servio_verify.data.anonymise.errors import UNCHANGED, AnonymiseError, SchemaError
from servio_verify.data.anonymise.reading.source import BLOCK, Sequence, Stream, whole_rows
from servio_verify.data.policy.catalogue import Catalogue
from servio_verify.data.policy.model import Policy, Rows

HEADER = re.compile(rb"COPY (?P<table>.+?) \((?P<columns>.*)\) FROM stdin;\n?$")
SETVAL = re.compile(rb"SELECT pg_catalog\.setval\('(?P<name>(?:[^']|'')+)', (?P<last>-?\d+), (?P<called>true|false)\);")
NAME = re.compile(r'"((?:[^"]|"")+)"|([^.,"\s]+)')
END, GZIPPED = b"\\.\n", b"\x1f\x8b"
COMPLETE = b"-- PostgreSQL database dump complete"
INSERTS = "it has INSERT statements: make it without --inserts, so that it has COPY"
ENCODING = "its text is not UTF-8: make it with --encoding=UTF8"


class DumpSource:
    """Reads an open dump, whose text is that of `pg_dump` or `pg_restore -f -`. `target` says how tables are named."""

    catalogue: Catalogue | None = None
    heads: ClassVar[dict[str, str]] = {}

    def __init__(self, opened: IO[bytes], label: str, policy: Policy, target: Catalogue) -> None:
        self._file = opened
        self._label = label
        self._policy = policy
        self._target = target
        self._names = {names_of(table.quoted): name for name, table in target.tables.items()}
        self._names |= {tuple(_qualified(part)): root for part, root in target.partitions.items()}
        self._sequences: list[Sequence] = []
        self._seen: set[str] = set()
        self._rest = b""

    def fraction(self, rows: int) -> float:  # noqa: ARG002 - what comes is not known before
        """Return 0: how much of it is read is not known."""
        return 0.0

    def streams(self) -> Iterator[Stream]:
        """Yield each table's rows, in the order of the dump. Raises AnonymiseError where it is cut off."""
        complete = False
        while line := self._line():
            complete |= line.startswith(COMPLETE)
            if found := HEADER.match(line):
                yield from self._table(found)
            elif found := SETVAL.match(line):
                self._sequences.append(self._sequence(found))
            elif line.startswith(b"INSERT INTO "):
                raise AnonymiseError(f"{self._label}: {INSERTS}; {UNCHANGED}")
            elif line.startswith(b"SET client_encoding = ") and b"UTF8" not in line:
                raise AnonymiseError(f"{self._label}: {ENCODING}; {UNCHANGED}")
        if not complete:
            raise self._cut_off()
        kept = {name for name, told in self._policy.tables.items() if told.rows is Rows.KEEP}
        if missing := sorted(kept - self._seen):
            raise SchemaError(
                f"{self._label} has no rows of {missing[0]}, nor says that it is empty: make a whole dump"
            )

    def sequences(self) -> list[Sequence]:
        """Return the sequences that it sets."""
        return self._sequences

    def _table(self, found: re.Match[bytes]) -> Iterator[Stream]:
        named = found["table"].decode()
        name = self._names.get(names_of(named))
        if name is None:
            raise SchemaError(
                f"{self._label} has a table {named}, which the target has not: bring both to one migration"
            )
        columns = names_of(found["columns"].decode())
        blocks = self._blocks()
        if self._policy.tables[name].rows is Rows.KEEP:
            self._refuse_unlike(name, columns)
            yield Stream(name, columns, whole_rows(blocks))
        for _ in blocks:
            pass  # rows that are not copied are read over
        self._seen.add(name)

    def _refuse_unlike(self, name: str, columns: tuple[str, ...]) -> None:
        table, told = self._target.tables[name], self._policy.tables[name].columns
        for column in columns:
            if column not in told:
                raise SchemaError(f"{self._label} has a column {name}.{column}, which target and policy have not")
        for known in table.columns:
            if known.name not in columns and not known.generated and not known.has_default:
                raise SchemaError(f"{self._label} has no column {name}.{known.name}, which the target has")

    def _blocks(self) -> Iterator[bytes]:
        """Yield pieces of whole rows up to the line that ends them."""
        while not self._rest.startswith(END):
            end = self._rest.find(b"\n" + END)
            if end >= 0:
                rows, self._rest = self._rest[: end + 1], self._rest[end + 1 :]
                yield rows
                break
            at = self._rest.rfind(b"\n") + 1
            rows, self._rest = self._rest[:at], self._rest[at:]
            if rows:
                yield rows
            if not self._more():
                raise self._cut_off()
        self._rest = self._rest[len(END) :]

    def _line(self) -> bytes:
        while b"\n" not in self._rest and self._more():
            pass
        line, newline, self._rest = self._rest.partition(b"\n")
        return line + newline

    def _more(self) -> bool:
        try:
            piece = self._file.read(BLOCK)
        except (OSError, EOFError) as error:
            raise AnonymiseError(f"{self._label}: {error}; {UNCHANGED}") from None
        self._rest += piece
        return bool(piece)

    def _cut_off(self) -> AnonymiseError:
        return AnonymiseError(f"{self._label} is cut off: its end is missing; {UNCHANGED}")

    @staticmethod
    def _sequence(found: re.Match[bytes]) -> Sequence:
        schema, name = names_of(found["name"].decode().replace("''", "'"))
        following = int(found["last"]) + (found["called"] == b"true")
        return Sequence(name if schema == "public" else f"{schema}.{name}", following)


def names_of(text: str) -> tuple[str, ...]:
    """Return the names in a qualified name, or in a list of columns."""
    return tuple(quoted.replace('""', '"') if quoted else plain for quoted, plain in NAME.findall(text))


def _qualified(name: str) -> tuple[str, str]:
    schema, point, rest = name.partition(".")
    return (schema, rest) if point else ("public", schema)


def is_plain(path: Path) -> bool:
    """Return whether a dump is text, maybe gzipped. Raises OSError."""
    if path.is_dir():
        return False
    with path.open("rb") as opened:
        begin = opened.read(262)
    return not begin.startswith(b"PGDMP") and b"toc.dat" not in begin


def open_plain(path: Path) -> IO[bytes]:
    """Return its text. Raises OSError."""
    with path.open("rb") as opened:
        gzipped = opened.read(2) == GZIPPED
    return gzip.open(path) if gzipped else path.open("rb")  # type: ignore[return-value]
