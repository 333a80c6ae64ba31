"""Values of one column, read in the way that costs least for its type."""

from dataclasses import dataclass

from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.forms import LARGEST, uncopied
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.looking import Look
from servio_verify.data.check.reading.session import Session

MANY = 20_000
"""Rows from which on it pays to ask for the different values only."""

FEW = 5_000
SAMPLE = 5_000
LEAST_PHONE, LEAST_CANARY, LEAST_CARD = 10**6, 10**8, 10**11
"""Smaller numbers are nobody's phone where phones stand, no phone of production's elsewhere, no card."""

DOCUMENTS = ("json", "jsonb", "hstore", "xml")
UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
"""An id of ours: random, or a time and a machine (RFC 9562); nothing in it is a person's."""

SHAPE = "________-____-____-____-____________"
"""The same where a sample was ids only: of this shape nothing that is looked for fits, and LIKE costs a tenth."""


@dataclass(frozen=True)
class _Sampled:
    """What some values of a column are like."""

    are_few: bool = False
    are_ids: bool = False


class ColumnReader:
    """Reads columns of relations into looks. With `sample`, of a larger table only so many rows, by chance."""

    def __init__(self, session: Session, sample: int | None) -> None:
        self._session = session
        self._sample = sample

    def is_sampled(self, relation: Relation) -> bool:
        """Return whether only a part of its rows is read."""
        return bool(self._sample) and relation.rows > (self._sample or 0) and relation.kind in ("r", "m")

    def read(self, relation: Relation, column: Column, look: Look) -> None:
        """Look at all values of a column. Raises NotLookedError."""
        if not column.is_readable:
            raise NotLookedError("this user may not read it")
        name, source = quoted(column.name), self._source(relation)
        if column.base == "bytea" and column.is_plain:
            self._read_bytes(name, source, look)
        elif column.is_number:
            self._read_numbers(name, source, column, look)
        else:
            self._read_texts(name, source, look, self._sampled(relation, column))

    def read_together(self, relation: Relation, first: Column, last: Column, look: Look) -> None:
        """Look at first and last names as they stand together. Raises NotLookedError."""
        names = f"concat_ws(' ', {quoted(first.name)}, {quoted(last.name)})"
        for block, count in self._session.blocks(f"SELECT {names} FROM {self._source(relation)}"):
            look.take(block, values=count)

    def has_rows(self, relation: Relation) -> bool:
        """Return whether there is a row. Raises NotLookedError."""
        return bool(self._session.rows(f"SELECT 1 FROM {only(relation)} LIMIT 1"))

    def _source(self, relation: Relation) -> str:
        if not self.is_sampled(relation):
            return only(relation)
        share = 100 * (self._sample or 0) / relation.rows
        return f"{only(relation)} TABLESAMPLE SYSTEM ({share:.6f}) REPEATABLE (1)"

    def _sampled(self, relation: Relation, column: Column) -> "_Sampled":
        """Return what the values of a large table are like; of a small one it is no matter."""
        if relation.rows < MANY or column.base in DOCUMENTS:
            return _Sampled()
        if 0 < column.distinct < FEW:
            return _Sampled(are_few=True)
        name = quoted(column.name)
        some = f"SELECT {name}::text v FROM {only(relation)} WHERE {name} IS NOT NULL LIMIT {SAMPLE}"
        query = f"SELECT count(*), count(DISTINCT v), bool_and(v ~ '{UUID}') FROM ({some}) s"
        rows, different, are_ids = self._session.rows(query)[0]
        return _Sampled(different * 20 < rows, bool(are_ids))

    def _read_texts(self, name: str, source: str, look: Look, sampled: "_Sampled") -> None:
        if sampled.are_few:
            self._read_different(name, source, look)
            return
        where = f"{name} IS NOT NULL"
        if sampled.are_ids and not look.wants_tokens:
            is_id = f"({name}::text LIKE '{SHAPE}' AND {name}::text NOT LIKE '%@%')"
            look.sightings.values += self._session.rows(f"SELECT count(*) FROM {source} WHERE {is_id}")[0][0]
            where = f"NOT {is_id}"
        for block, count in self._session.blocks(f"SELECT {name}::text FROM {source} WHERE {where}"):
            look.take("\n".join(map(uncopied, block.split("\n"))) if "\\" in block else block, values=count)

    def _read_different(self, name: str, source: str, look: Look) -> None:
        query = f"SELECT count(*), {name}::text FROM {source} WHERE {name} IS NOT NULL GROUP BY 2"
        for line in self._session.lines(query):
            count, _, value = line.partition("\t")
            look.take(uncopied(value), weight=int(count))

    def _read_numbers(self, name: str, source: str, column: Column, look: Look) -> None:
        least = LEAST_PHONE if look.place.context.phone else LEAST_CANARY if look.has_canaries else LEAST_CARD
        number = name if column.base in ("integer", "bigint") else f"{name}::numeric"
        large = f"({number} >= {least} OR {number} <= -{least})"
        values, larger = self._session.rows(f"SELECT count({name}), count(*) FILTER (WHERE {large}) FROM {source}")[0]
        if larger:
            for block, _ in self._session.blocks(f"SELECT trunc({number}::numeric)::text FROM {source} WHERE {large}"):
                look.take_numbers(block)
        look.sightings.values = values

    def _read_bytes(self, name: str, source: str, look: Look) -> None:
        query = f"SELECT encode(substring({name} FOR {LARGEST}), 'hex') FROM {source} WHERE {name} IS NOT NULL"
        for line in self._session.lines(query):
            look.take_bytes(bytes.fromhex(line))
        if self._session.rows(f"SELECT 1 FROM {source} WHERE octet_length({name}) > {LARGEST} LIMIT 1"):
            raise NotLookedError(f"of some values only the first {LARGEST // 1024 // 1024} MiB")


def quoted(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def only(relation: Relation) -> str:
    """Return the relation without those that inherit from it: they are read by themselves."""
    return f"ONLY {relation.quoted}" if relation.kind == "r" else relation.quoted
