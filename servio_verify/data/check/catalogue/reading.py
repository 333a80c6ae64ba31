"""Reading of the catalogue."""

from collections.abc import Iterator
from dataclasses import replace

from servio_verify.data.check.catalogue.places import Derived, Places
from servio_verify.data.check.catalogue.relations import COLUMNS, DERIVED, RELATIONS, ROW_BYTES, SIZES, Column, Relation
from servio_verify.data.check.catalogue.texts import STATISTICS, TEXTS
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.model import Place
from servio_verify.data.check.reading.session import Session


def read_relations(session: Session) -> list[Relation]:
    """Return every relation that has rows. Raises NotLookedError."""
    rows = session.rows(RELATIONS)
    columns: dict[int, list[Column]] = {oid: [] for oid, *_ in rows}
    for oid, *told in session.rows(COLUMNS, [list(columns)]):
        columns[oid].append(Column(*told))
    relations = [Relation(*(*row, tuple(columns[row[0]]))) for row in rows]
    sizes = _sizes(session, [each.oid for each in relations if each.rows < 0])
    return [replace(each, rows=sizes[each.oid]) if each.oid in sizes else each for each in relations]


def read_derived(session: Session) -> Derived:
    """Return of each column that the database makes the columns that it may be made of. Raises NotLookedError."""
    found: Derived = {}
    for table, column, source, name in session.rows(DERIVED):
        found.setdefault((table, column), []).append((source, name))
    return found


def _sizes(session: Session, oids: list[int]) -> dict[int, float]:
    """Return about how many rows relations have that nobody has counted; of one that is locked, none."""
    try:
        return {oid: size / ROW_BYTES for oid, size in session.rows(SIZES, [oids])} if oids else {}
    except NotLookedError:
        if len(oids) == 1:
            return {oids[0]: 0.0}
        return {oid: rows for each in oids for oid, rows in _sizes(session, [each]).items()}


def read_texts(session: Session, places: Places) -> Iterator[tuple[Place, str | NotLookedError]]:
    """Yield each text of the catalogue, and each kind of them that cannot be read."""
    for texts in TEXTS:
        try:
            found = session.rows(texts.sql)
        except NotLookedError as error:
            yield places.of_text(texts.what, is_name=texts.are_names), error
            continue
        for name, text in found:
            if text:
                yield places.of_text(name, is_name=texts.are_names), text
    try:
        found = session.rows(STATISTICS)
    except NotLookedError as error:
        yield places.of_text("statistics", is_name=False), error
        return
    for name, table, column, text in found:
        if text:
            yield places.of_statistics(name, table, column), text
