"""Refusal of production as a target, three times over: by its address, by the environments' files, by what it says."""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from dotenv import dotenv_values

from servio_verify.environments.layers.files import toml_file
from servio_verify.environments.layers.names import named
from servio_verify.environments.model import PRODUCTION_HOSTS
from servio_verify.environments.permissions import PRODUCTION_WORDS, RefusedError
from servio_verify.infra.address import Address, read_address
from servio_verify.infra.address import RefusedError as BadAddressError
from servio_verify.infra.database.connection import PORT, SCHEMES

WORDS = frozenset({*PRODUCTION_WORDS, "prd"})
VARIABLE = "DATABASE_URL"
NEVER = "nothing is written there"

SETTINGS = """SELECT lower(split_part(said, '=', 1)), lower(split_part(said, '=', 2))
   FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) said
   WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   UNION ALL SELECT lower(name), lower(setting) FROM pg_settings
   WHERE name ~* '(environment|[._]env|cluster_name)$'"""

TABLES = r"""SELECT format('%I.%I', n.nspname, c.relname), array_agg(a.attname::text) FROM pg_class c
   JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
   WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND c.relname ~* '^(\w+_)?(environments?|settings?|config(uration)?|metadata)$'
       AND has_table_privilege(c.oid, 'SELECT')
   GROUP BY 1"""
"""Where a database may say what it is; Rails keeps it in `ar_internal_metadata`."""

IDENTITY = "SELECT system_identifier::text || '/' || current_database() FROM pg_control_system()"
LOCKED = """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


def refuse_by_address(target: Address) -> None:
    """Raise RefusedError where host or name of the database are production's by their words."""
    for what, text in (("host", target.host), ("database", target.name), ("user", target.user or "")):
        if word := next(iter(WORDS.intersection(words(text))), None):
            raise RefusedError(f"--to: the {what} {text[:60]!r} says {word}: {NEVER}")


def refuse_by_files(target: Address, root: Path, process: Mapping[str, str]) -> None:
    """Raise RefusedError where the address is that of an environment that is production."""
    for name in named(root):
        if not _is_production(root, name):
            continue
        told = dotenv_values(root / f".env.{name}").get(VARIABLE) or process.get(f"{VARIABLE}_{name.upper()}")
        try:
            known = read_address(VARIABLE, told or "", PORT, SCHEMES)
        except BadAddressError:
            continue
        if (known.host.lower(), known.port, known.name) == (target.host.lower(), target.port, target.name):
            raise RefusedError(f"--to is the {VARIABLE} of .env.{name}: {NEVER}")


def _is_production(root: Path, name: str) -> bool:
    """Return whether an environment is production: by its name, by its hosts, or by what it is to say of itself."""
    told = toml_file(root, name)
    hosts = {urlsplit(str(told.get(key, ""))).hostname for key in ("web_url", "api_url")}
    said = words(f"{name} {told.get('says_environment', '')}")
    return bool(WORDS.intersection(said) or PRODUCTION_HOSTS.intersection(filter(None, hosts)))


def refuse_by_itself(connection: psycopg.Connection) -> None:
    """Raise RefusedError where a setting or a table of the database says that it is production."""
    for name, said in connection.execute(SETTINGS.encode()):
        if re.search(r"env(ironment)?$|cluster_name$", name) and WORDS.intersection(words(said)):
            raise RefusedError(f"--to: its setting {name} says {said[:40]!r}: {NEVER}")
    if found := _said_by_tables(connection):
        raise RefusedError(f"--to: its table {found[0]} says {found[1]!r}: {NEVER}")


def refuse_becoming_production(connection: psycopg.Connection) -> None:
    """Raise RefusedError where rows that were copied make staging say that it is production."""
    if found := _said_by_tables(connection):
        advice = 'decide rows = "own" for it, so that staging keeps its own'
        raise RefusedError(f"the copied table {found[0]} says {found[1]!r}: {advice}; nothing was changed")


def _said_by_tables(connection: psycopg.Connection) -> tuple[str, str] | None:
    """Return the table that says it, and what it says."""
    for table, columns in connection.execute(TABLES.encode()).fetchall():
        for said in _told(connection, table, columns):
            if WORDS.intersection(words(said)):
                return table, said[:40]
    return None


def refuse_same(source: psycopg.Connection, target: psycopg.Connection) -> None:
    """Raise RefusedError where both are one database, whatever their addresses say."""
    number = random.SystemRandom().getrandbits(31)
    if _identity(source) is not None and _identity(source) == _identity(target):
        raise RefusedError("--from and --to are the same database: it is never done in place")
    target.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        row = source.execute(LOCKED.encode(), [number]).fetchone()
    finally:
        target.execute("SELECT pg_advisory_unlock(%s)", [number])
    if row and row[0]:
        raise RefusedError("--from and --to are the same database: it is never done in place")


def words(text: str) -> set[str]:
    """Return the words of a name: `db-prod1.example.com` has `prod`."""
    return set(re.findall(r"[a-z]+", text.lower()))


def _identity(connection: psycopg.Connection) -> str | None:
    try:
        row = connection.execute(IDENTITY).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None
    return row[0] if row else None


def _told(connection: psycopg.Connection, table: str, columns: list[str]) -> Iterator[str]:
    """Yield what a table says of the environment: in a column of that name, or beside a key of that name."""
    rows = connection.execute(f"SELECT to_jsonb(t) FROM {table} t LIMIT 1000".encode()).fetchall()
    small = "environment" in table and len(columns) <= 3
    for (row,) in rows:
        for key, value in row.items():
            if small or re.fullmatch(r"(app_?)?env(ironment)?", key, re.IGNORECASE):
                yield str(value)
        values = [str(value) for value in row.values()]
        if any(re.fullmatch(r"(\w+[._])?env(ironment)?", value, re.IGNORECASE) for value in values):
            yield from values
