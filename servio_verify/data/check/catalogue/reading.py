"""Reading of the catalogue."""

from collections.abc import Iterator

from servio_verify.data.check.catalogue.places import Places
from servio_verify.data.check.catalogue.relations import COLUMNS, RELATIONS, Column, Relation
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
    return [Relation(*(*row, tuple(columns[row[0]]))) for row in rows]


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
