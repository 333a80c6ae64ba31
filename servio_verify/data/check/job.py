"""The check: every place of a database, looked at in one snapshot."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from servio_verify.data.check import anonymity, integrity
from servio_verify.data.check.canaries.flock import Flock
from servio_verify.data.check.catalogue.places import Places
from servio_verify.data.check.catalogue.reading import read_derived, read_relations, read_texts
from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.context import FIRST, LAST, Context
from servio_verify.data.check.errors import CannotLookError, NotLookedError
from servio_verify.data.check.judging import judged, not_looked_at
from servio_verify.data.check.looking import Look
from servio_verify.data.check.model import Looked, Outcome, Place, Report
from servio_verify.data.check.reading import large_objects
from servio_verify.data.check.reading.columns import ColumnReader
from servio_verify.data.check.reading.session import Session
from servio_verify.data.policy.model import Policy

Tell = Callable[[str], None]
SEALED = "PDF, ZIP, Office files or archives among its values are not unpacked"
HIDDEN = "row security hides rows from this user"


@dataclass(frozen=True)
class Settings:
    """What a check is told."""

    policy: Policy | None = None
    flock: Flock | None = None
    sample: int | None = None
    tell: Tell = lambda _: None


class Check:
    """One check of an open session."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        self._settings = settings
        self._places = Places(settings.policy)
        self._reader = ColumnReader(session, settings.sample)
        accounts = settings.policy.keep_accounts if settings.policy else ()
        self._test_users = frozenset(map(str.lower, accounts))

    def run(self) -> Report:
        """Do all of it. Raises CannotLookError."""
        started = time.monotonic()
        try:
            relations = read_relations(self._session)
            self._places = Places(self._settings.policy, read_derived(self._session))
            database = str(self._session.rows("SELECT current_database()")[0][0])
        except NotLookedError as error:
            raise CannotLookError(f"the catalogue cannot be read: {error}") from None
        looked = [*self._relations(relations), *self._texts(), *self._large_objects()]
        policy = self._settings.policy
        self._settings.tell("counting rows and references")
        return Report(
            database=database,
            looked=tuple(looked),
            integrity=integrity.read(self._session, relations, policy),
            anonymity=tuple(anonymity.read(self._session, policy)) if policy else (),
            seconds=time.monotonic() - started,
            with_canaries=self._settings.flock is not None,
            with_policy=policy is not None,
        )

    def _relations(self, relations: list[Relation]) -> Iterator[Looked]:
        whole = sum(map(_effort, relations))
        done, started = 0.0, time.monotonic()
        for relation in relations:
            spent = time.monotonic() - started
            left = f", about {spent * (whole - done) / done:.0f} s left" if done > whole / 10 else ""
            self._settings.tell(f"{100 * done / whole:.0f} %{left}: {relation.name}")
            yield from self._relation(relation)
            done += _effort(relation)

    def _relation(self, relation: Relation) -> Iterator[Looked]:
        places = {column.name: self._places.of_column(relation, column) for column in relation.columns}
        why = NotLookedError(HIDDEN) if relation.row_security else None
        try:
            is_empty = not why and bool(places) and not self._reader.has_rows(relation)
        except NotLookedError as error:
            why, is_empty = error, False
        for column in relation.columns:
            place = places[column.name]
            if why:
                yield not_looked_at(place, why)
            elif is_empty:
                yield Looked(place, Outcome.EMPTY, "no rows")
            else:
                yield self._column(relation, column, place)
        if not why and not is_empty:
            yield from self._names(relation)

    def _column(self, relation: Relation, column: Column, place: Place) -> Looked:
        if column.is_harmless or (column.base == "integer" and not place.context.phone):
            return Looked(place, Outcome.KEPT, f"values of type {column.type} tell nobody")
        look = Look(place, self._settings.flock, self._test_users)
        try:
            self._reader.read(relation, column, look)
        except NotLookedError as error:
            return self._partly(look, error)
        if self._reader.is_sampled(relation):
            why = f"sampled: {self._settings.sample:,} of about {relation.rows:,.0f} rows"
            return self._partly(look, NotLookedError(why, by_choice=True))
        return self._whole(look)

    def _names(self, relation: Relation) -> Iterator[Looked]:
        """Look at first and last names together: of canaries, only both tell somebody."""
        first = next((column for column in relation.columns if FIRST.search(column.name.lower())), None)
        last = next((column for column in relation.columns if LAST.search(column.name.lower())), None)
        if not self._settings.flock or not first or not last or not (first.is_readable and last.is_readable):
            return
        decision = self._places.of_column(relation, first).decision
        place = Place(f"{relation.name}.{first.name} and {last.name}", Context(goods=True), decision)
        look = Look(place, self._settings.flock)
        try:
            self._reader.read_together(relation, first, last, look)
        except NotLookedError as error:
            yield not_looked_at(place, error)
            return
        ended = self._end(look)
        if ended.findings:
            yield ended

    def _texts(self) -> Iterator[Looked]:
        self._settings.tell("comments, names, definitions and statistics")
        for place, text in read_texts(self._session, self._places):
            if isinstance(text, NotLookedError):
                yield not_looked_at(place, text)
                continue
            look = Look(place, self._settings.flock, self._test_users)
            look.take(text)
            ended = self._whole(look)
            if ended.findings or ended.untold or look.is_sealed:
                yield ended

    def _large_objects(self) -> Iterator[Looked]:
        place = Place("large objects", decision=self._places.large_objects)
        look = Look(place, self._settings.flock, self._test_users)
        try:
            large_objects.read(self._session, look)
        except NotLookedError as error:
            yield self._partly(look, error)
            return
        if look.sightings.values or look.is_sealed:
            yield self._whole(look)

    def _end(self, look: Look) -> Looked:
        look.settle()
        return judged(
            look.place,
            look.sightings,
            with_canaries=self._settings.flock is not None,
            test_users=len(self._test_users),
        )

    def _whole(self, look: Look) -> Looked:
        return self._partly(look, NotLookedError(SEALED)) if look.is_sealed else self._end(look)

    def _partly(self, look: Look, why: NotLookedError) -> Looked:
        """Return what was found in the part that was looked at, or that it was not looked at whole."""
        ended = self._end(look)
        return ended if ended.findings else not_looked_at(look.place, why)


def _effort(relation: Relation) -> float:
    """Return how much there is to look at, in values."""
    return 1 + relation.rows * sum(not column.is_harmless for column in relation.columns)
