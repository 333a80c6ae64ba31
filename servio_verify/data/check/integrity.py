"""Integrity of rows: how many there are, whether each refers to one that is there, sequences, constraints."""

from collections.abc import Iterator

from servio_verify.data.check.catalogue.relations import OURS, Relation
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.model import Integrity
from servio_verify.data.check.reading.columns import only
from servio_verify.data.check.reading.session import Session
from servio_verify.data.policy.model import Policy
from servio_verify.data.references import PAIRS, read_pairs
from servio_verify.infra.database.schema import ASK_SEQUENCES

REFERENCES = f"""SELECT k.conname::text, k.conrelid::regclass::text, k.confrelid::regclass::text, k.confmatchtype = 'f',
       {PAIRS} FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
   WHERE k.contype = 'f' AND k.conparentid = 0 AND {OURS} ORDER BY 2, 1"""

NOT_VALID = f"""SELECT k.conrelid::regclass::text || '.' || k.conname FROM pg_constraint k
   JOIN pg_namespace n ON n.oid = k.connamespace WHERE NOT k.convalidated AND {OURS} ORDER BY 1"""


def read(session: Session, relations: list[Relation], policy: Policy | None) -> Integrity:
    """Return how rows fit together."""
    rows, wrong, not_told = {}, [], []
    for relation in relations:
        try:
            rows[relation.name] = session.rows(f"SELECT count(*) FROM {only(relation)}")[0][0]
        except NotLookedError:
            continue  # its columns say so already
    references = 0
    for part in (_orphans, _sequences, _not_valid):
        try:
            for line in part(session):
                wrong.append(line) if line else None
                references += part is _orphans
        except NotLookedError as error:
            not_told.append(f"{part.__name__.strip('_').replace('_', ' ')}: {error}")
    wrong += _too_few(rows, relations, policy)
    return Integrity(rows, references, tuple(wrong), tuple(not_told))


def _orphans(session: Session) -> Iterator[str]:
    """Yield a line for each reference: empty where every row has its parent."""
    for name, child, parent, is_full, found in session.rows(REFERENCES):
        pairs = read_pairs(found)
        joined = " AND ".join(pair.same("p", "c") for pair in pairs)
        given = (" OR " if is_full else " AND ").join(f"c.{pair.column} IS NOT NULL" for pair in pairs)
        query = f"SELECT count(*) FROM {child} c WHERE ({given}) AND NOT EXISTS (SELECT FROM {parent} p WHERE {joined})"
        count = session.rows(query)[0][0]
        yield f"{count:,} rows of {child} refer to rows of {parent} that are not there ({name})" if count else ""


def _sequences(session: Session) -> Iterator[str]:
    unread, query = session.rows(ASK_SEQUENCES)[0]
    for (name,) in session.rows(query) if query else []:
        yield f"the sequence {name} would give numbers again that its table has already"
    if unread:
        raise NotLookedError(f"this user may not read {unread} of them")


def _not_valid(session: Session) -> Iterator[str]:
    for (name,) in session.rows(NOT_VALID):
        yield f"the constraint {name} was never held against the rows from before (NOT VALID)"


def _too_few(rows: dict[str, int], relations: list[Relation], policy: Policy | None) -> Iterator[str]:
    if policy is None:
        return
    for name, table in policy.tables.items():
        parts = [rows[each.name] for each in relations if each.root == name and each.name in rows]
        if parts and sum(parts) < table.least:
            yield f"{name} has {sum(parts):,} rows, at least {table.least:,} are agreed"
