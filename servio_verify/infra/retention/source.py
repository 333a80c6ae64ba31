"""Source of retention's facts: what the orders themselves say, and the record of the last clean-up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from servio_verify.errors import UsageError
from servio_verify.infra.address import Address, RefusedError, address_of, cut
from servio_verify.infra.database.connection import PORT, SCHEMES
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.retention.record import CleanUp, database_of, record_path
from servio_verify.infra.retention.table import UTC as UTC_ZONE
from servio_verify.infra.retention.table import AgingTable, find_table
from servio_verify.infra.rows.reading import VARIABLE, rows_of, why_unread
from servio_verify.infra.source import Place, Read, Source, UnreachableError

TOLD = {
    "oldest_order_days": "age of the oldest order, days; 0 where there is none",
    "cleaned_hours": "hours since a clean-up ended that left nothing; of `servio-verify data clean` on this machine,"
    " or of `[retention] record`",
}


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError without an address, or where nobody answers there.

    A record that the facts file names says when the last clean-up was all the same.
    """
    told = place.tables.get("retention", {})
    named = place.root / told["record"] if "record" in told else None
    try:
        return {"oldest_order_days": _oldest(place, told), "cleaned_hours": _cleaned(_address(place), named)}
    except UnreachableError as error:
        if named is None or not named.exists():
            raise
        return {"oldest_order_days": Unread(str(error), not_covered=True), "cleaned_hours": _cleaned(None, named)}
    except RefusedError as error:
        return dict.fromkeys(TOLD, Unread(cut(str(error))))


def _address(place: Place) -> Address:
    return address_of(place.environment, VARIABLE, PORT, SCHEMES)


def _oldest(place: Place, told: Mapping[str, Any]) -> Value | Unread:
    """Return its age. Raises UnreachableError, RefusedError."""
    try:
        with rows_of(place) as opened:
            table = find_table(opened, told.get("table"), told.get("time_column"), told.get("timestamps_in", UTC_ZONE))
            return _age(opened, table)
    except psycopg.Error as error:
        return Unread(why_unread(error))
    except UsageError as error:
        return Unread(cut(str(error).replace("--table", "[retention] table").replace("--time", "[retention] time")))


def _age(opened: psycopg.Connection, table: AgingTable) -> Value:
    time = table.time.quoted
    first = f"(SELECT {time} FROM {table.quoted} WHERE {time} > '-infinity' ORDER BY {time} LIMIT 1)"
    days = f"SELECT extract(epoch FROM clock_timestamp() - {table.instant(first)})::float8 / 86400"
    row = opened.execute(days.encode()).fetchone()
    return max(0.0, round(row[0], 2)) if row and row[0] is not None else 0.0


def _cleaned(address: Address | None, named: Path | None) -> Value | Unread:
    """Return how long ago; where nothing is on record here, that is not covered: it may be kept on another machine."""
    own = _ended(record_path(address), address) if address else None
    ends = [each for each in (own, _ended(named, address) if named else None) if each]
    if not ends:
        why = "no clean-up of this database is on record here: keep one with `data clean`, or name [retention] record"
        return Unread(why, not_covered=True)
    return round((datetime.now(UTC) - max(ends)).total_seconds() / 3600, 1)


def _ended(path: Path, address: Address | None) -> datetime | None:
    """Return when the last whole clean-up of a database ended, as a record says; of any, where it has no address."""
    try:
        kept = CleanUp.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = kept.ended if kept.complete else kept.before
    is_its = address is None or kept.database == database_of(address)
    return datetime.fromisoformat(whole) if whole and is_its else None


SOURCE = Source("retention", "PostgreSQL and the record of clean-ups", TOLD, read)
