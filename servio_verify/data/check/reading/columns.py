"""Values of one column, read in the way that costs least for its type."""

from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.forms import LARGEST, texts_of, uncopied
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.looking import Look
from servio_verify.data.check.reading.session import Session

MANY = 20_000
"""Rows from which on it pays to ask for the different values only."""

FEW = 5_000
SAMPLE = 5_000
LEAST_NUMBER = 1_000_000
"""Smaller numbers are nobody's phone or card."""

ESCAPED_LINES = ("json", "jsonb", "hstore", "xml")


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
            self._read_numbers(name, source, look)
        elif self._has_few_values(relation, column):
            self._read_different(name, source, look)
        else:
            for block, count in self._session.blocks(f"SELECT {name}::text FROM {source} WHERE {name} IS NOT NULL"):
                look.take("\n".join(map(uncopied, block.split("\n"))) if "\\" in block else block, values=count)

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

    def _has_few_values(self, relation: Relation, column: Column) -> bool:
        if relation.rows < MANY or column.base in ESCAPED_LINES:
            return False
        if column.distinct:
            return 0 < column.distinct < FEW
        name = quoted(column.name)
        some = f"SELECT {name}::text v FROM {only(relation)} LIMIT {SAMPLE}"
        query = f"SELECT count(*), count(DISTINCT v) FROM ({some}) s"
        rows, different = self._session.rows(query)[0]
        return bool(different * 20 < rows)

    def _read_different(self, name: str, source: str, look: Look) -> None:
        query = f"SELECT count(*), {name}::text FROM {source} WHERE {name} IS NOT NULL GROUP BY 2"
        for line in self._session.lines(query):
            count, _, value = line.partition("\t")
            look.take(uncopied(value), weight=int(count))

    def _read_numbers(self, name: str, source: str, look: Look) -> None:
        number = f"{name}::numeric"
        large = f"count({name}) FILTER (WHERE abs({number}) >= {LEAST_NUMBER})"
        values, larger = self._session.rows(f"SELECT count({name}), {large} FROM {source}")[0]
        if larger:
            query = f"SELECT trunc({number})::text FROM {source} WHERE abs({number}) >= {LEAST_NUMBER}"
            for block, _ in self._session.blocks(query):
                look.take(block, values=0)
        look.sightings.values = values

    def _read_bytes(self, name: str, source: str, look: Look) -> None:
        query = f"SELECT encode(substring({name} FOR {LARGEST}), 'hex') FROM {source} WHERE {name} IS NOT NULL"
        for line in self._session.lines(query):
            for text in texts_of(bytes.fromhex(line)):
                look.take(text)
        if self._session.rows(f"SELECT 1 FROM {source} WHERE octet_length({name}) > {LARGEST} LIMIT 1"):
            raise NotLookedError(f"of some values only the first {LARGEST // 1024 // 1024} MiB")


def quoted(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def only(relation: Relation) -> str:
    """Return the relation without those that inherit from it: they are read by themselves."""
    return f"ONLY {relation.quoted}" if relation.kind == "r" else relation.quoted
