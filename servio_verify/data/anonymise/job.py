"""Job of anonymising: source and target are looked at, then all is done in one transaction of the target."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

import psycopg

from servio_verify.data.anonymise.cells import Maker
from servio_verify.data.anonymise.errors import AnonymiseError, told
from servio_verify.data.anonymise.reading.source import Sequence, Source, Stream
from servio_verify.data.anonymise.refusal import refuse_becoming_production
from servio_verify.data.anonymise.rows import Changer
from servio_verify.data.anonymise.writing import objects
from servio_verify.data.anonymise.writing.differences import heads, refuse_differences, refuse_other_head
from servio_verify.data.anonymise.writing.target import Target, transaction
from servio_verify.data.policy.catalogue import Catalogue
from servio_verify.data.policy.decided import refuse_undecided
from servio_verify.data.policy.model import Policy, Rows
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.infra.database.migrations import keeps_migrations

Tell = Callable[[str], None]


@dataclass
class Done:
    """What was done: rows by table, and seconds."""

    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    remembered: list[str] = field(default_factory=list)
    """Empty tables of which the server still has statistics of the old rows."""


class Job:
    """Copies the source's rows to the target, changed."""

    def __init__(
        self, source: Source, connection: psycopg.Connection, policy: Policy, keyed: Keyed, tell: Tell
    ) -> None:
        self._source = source
        self._connection = connection
        self._policy = policy
        self._tell = tell
        self._keyed = keyed
        self.done = Done()
        self._doing = "looking at it"
        self._begun = monotonic()

    def check(self, where: str) -> Catalogue:
        """Return the target's catalogue. Raises PolicyError and SchemaError where source, policy and target differ."""
        try:
            target = Target(self._connection).catalogue
            self._compare(target, where)
        except psycopg.Error as error:
            raise told("target", error, self._doing) from None
        return target

    def run(self, where: str) -> Done:
        """Do it. Raises AnonymiseError, and the target is as it was."""
        self._begun = monotonic()
        try:
            with transaction(self._connection):
                self._fill(where)
                self._doing = "committing"
        except psycopg.Error as error:
            raise told("target", error, self._doing) from None
        except KeyboardInterrupt:
            if self._doing != "committing":
                raise
            raise AnonymiseError(
                "stopped while committing: whether it was done is not known: look at the target"
            ) from None
        self.done.seconds = monotonic() - self._begun
        return self.done

    def _compare(self, target: Catalogue, where: str) -> None:
        source = self._source.catalogue
        refuse_undecided(self._policy, source or target, where)
        if source:
            refuse_differences(source, target, self._policy)
            refuse_other_head(self._source.heads, heads(self._connection))

    def _fill(self, where: str) -> None:
        own = {name for name, told in self._policy.tables.items() if told.rows is Rows.OWN}
        target = Target(self._connection, own)
        self._compare(target.catalogue, where)
        catalogue = target.lock()
        self._compare(catalogue, where)  # what came meanwhile
        tables = self._source.catalogue.tables if self._source.catalogue else catalogue.tables
        objects.relabel(self._connection, self._policy, back=True)
        kept = self._policy.tables
        known = self._source.catalogue is not None
        estimates = {
            name: 0.0 if kept[name].rows is not Rows.KEEP else table.rows if known else -1.0
            for name, table in tables.items()
        }
        aside = target.clear(estimates)
        both = (*tables.values(), *catalogue.tables.values())
        maker = Maker(self._keyed, self._policy, both, self._policy.keep_accounts)
        for stream in self._source.streams():
            if keeps_migrations(stream.table):
                target.refuse_other_migrations(catalogue.tables[stream.table], stream)
                continue
            self._doing = f"loading {stream.table}"
            changer = Changer(tables[stream.table], kept[stream.table], stream.columns, maker)
            target.load(catalogue.tables[stream.table], changer.columns, self._changed(stream, changer))
        self._doing = "making indexes and constraints again"
        self._tell(self._doing)
        target.finish(aside, self._sequences(), self._policy.objects.get("sequence", {}))
        self._doing = "cleaning the schema"
        objects.clean(self._connection, self._policy)
        refuse_becoming_production(self._connection)
        self._doing = "gathering statistics"
        self.done.remembered = target.refresh(self._tell)

    def _sequences(self) -> list[Sequence]:
        try:
            return self._source.sequences()
        except psycopg.Error as error:
            raise told("source", error, "reading sequences") from None

    def _changed(self, stream: Stream, changer: Changer) -> Iterator[bytes]:
        count = 0
        blocks = iter(stream.blocks)
        while True:
            try:
                block = next(blocks, None)
            except psycopg.Error as error:
                raise told("source", error, f"reading {stream.table}") from None
            if block is None:
                break
            count += block.count(b"\n")
            self.done.rows[stream.table] = count
            self._progress(stream.table)
            try:
                yield changer.change(block)
            except (ValueError, IndexError, SyntaxError, RecursionError) as error:  # of JSON, rows, XML
                raise AnonymiseError(
                    f"{stream.table}: a value cannot be read as the policy says ({type(error).__name__})"
                ) from None
        self.done.rows[stream.table] = count

    def _progress(self, table: str) -> None:
        rows = sum(self.done.rows.values())
        fraction = self._source.fraction(rows)
        spent = monotonic() - self._begun
        left = f", {fraction:.0%}, about {spent * (1 - fraction) / fraction:.0f} s left" if fraction > 0 else ""
        self._tell(f"{table}: {rows:,} rows{left}, then indexes")
