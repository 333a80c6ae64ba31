"""Source of the facts of staging's rows."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from servio_verify.infra.address import RefusedError, cut
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.rows.reading import rows_of, why_unread
from servio_verify.infra.source import Place, Read, Source

POLICY = Path("data/policy.toml")
TOLD = {
    "test_user": "whether the test user (SERVIO_EMAIL) is in the table of users",
    "tables_too_small": "tables with fewer rows than `least` of data/policy.toml, or than a tenth of production's"
    " (`[data.production]`), or that are not there",
}
USERS = ("users", "accounts", "user", "User", "profiles")
"""What the table of users is called, the most usual first; `[data] users` says another, as auth.users."""

FIND = """SELECT format('%%I.%%I', n.nspname, c.relname), quote_ident(a.attname), c.relname::text FROM pg_class c
   JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
   WHERE c.relkind IN ('r', 'p', 'v') AND a.attname = %(email)s AND n.nspname !~ '^pg_'
       AND (c.relname = ANY (%(names)s) AND n.nspname = 'public' OR n.nspname || '.' || c.relname = ANY (%(names)s))
   ORDER BY array_position(%(names)s, c.relname::text)"""


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError without an address, or where nobody answers there."""
    told = place.tables.get("data", {})
    found: dict[str, Value | Unread] = {}
    for name, look in (("test_user", _test_user), ("tables_too_small", _too_small)):
        try:
            with rows_of(place) as opened:
                found[name] = look(opened, place, told)
        except psycopg.Error as error:
            found[name] = Unread(why_unread(error))
        except RefusedError as error:
            found[name] = Unread(cut(str(error)))
    return found


def _test_user(opened: psycopg.Connection, place: Place, told: Mapping[str, Any]) -> Value | Unread:
    email = place.environment.email
    if email is None:
        return Unread(f"environment {place.environment.name} has no test user (SERVIO_EMAIL)", not_covered=True)
    names = [told["users"]] if "users" in told else list(USERS)
    table = opened.execute(FIND.encode(), {"names": names, "email": told.get("email", "email")}).fetchone()
    if table is None:
        return Unread(f"no table {' or '.join(names[:2])} with a column email: name it in [data] users, email")
    sql = f"SELECT EXISTS (SELECT FROM {table[0]} WHERE lower({table[1]}::text) = lower(%s))"
    row = opened.execute(sql.encode(), [email]).fetchone()
    return bool(row and row[0])


def _too_small(opened: psycopg.Connection, place: Place, told: Mapping[str, Any]) -> Value | Unread:
    wanted = dict(_least(place.root / POLICY, told))
    if not wanted:
        return Unread(f"no number of rows is agreed: `least` in {POLICY}, or [data.production]", not_covered=True)
    return tuple(sorted(name for name, least in wanted.items() if not _has(opened, name, least)))


def _least(path: Path, told: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield tables and the rows that each has at least: what the policy says, and a tenth of production's."""
    try:
        policy = tomllib.loads(path.read_text(encoding="utf-8")).get("tables", {})
    except (OSError, tomllib.TOMLDecodeError):
        policy = {}
    production = told.get("production", {})
    for name in sorted({*policy, *production}):
        table = policy.get(name, {})
        least = table.get("least", 0) if isinstance(table, dict) else 0
        if least := max(least, math.ceil(production.get(name, 0) / 10)):
            yield name, least


def _has(opened: psycopg.Connection, name: str, least: int) -> bool:
    """Return whether a table has so many rows; no more than that are counted."""
    row = opened.execute("SELECT to_regclass(%s)::text", [_quoted(name)]).fetchone()
    if row is None or row[0] is None:
        return False
    counted = opened.execute(f"SELECT count(*) FROM (SELECT FROM {row[0]} LIMIT {least}) t".encode()).fetchone()
    return bool(counted and counted[0] >= least)


def _quoted(name: str) -> str:
    return ".".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in name.split("."))


SOURCE = Source("data", "PostgreSQL", TOLD, read)
