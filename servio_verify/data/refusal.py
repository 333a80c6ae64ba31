"""Refusal of production as a target: by its address, by the environments' files, by a setting or table of its own.

`never` ends each line: what is not done there.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from dotenv import dotenv_values

from servio_verify.data.telling_environment import said_of_itself
from servio_verify.environments.layers.files import toml_file
from servio_verify.environments.layers.names import named
from servio_verify.environments.model import PRODUCTION_HOSTS
from servio_verify.environments.permissions import RefusedError, says_production
from servio_verify.infra.address import Address, read_address
from servio_verify.infra.address import RefusedError as BadAddressError
from servio_verify.infra.database.connection import PORT, SCHEMES

VARIABLE = "DATABASE_URL"
ROWS_READ = 1000

SETTINGS = """SELECT lower(split_part(said, '=', 1)), split_part(said, '=', 2)
   FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) said
   WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   UNION ALL SELECT lower(name), setting FROM pg_settings"""

TABLES = r"""SELECT format('%I.%I', n.nspname, c.relname), c.relname::text
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND c.relname ~* '^\w*(environments?|settings?|config(uration)?s?|metadata)$'
       AND has_table_privilege(c.oid, 'SELECT')"""
"""Where a database may say what it is; Rails keeps it in `ar_internal_metadata`."""

_SETTING = re.compile(r"(env(ironment)?(_?name)?|cluster_name)$")


def refuse_by_address(address: Address, never: str) -> None:
    """Raise RefusedError where host, database or user are production's by their words."""
    for what, text in (("host", address.host), ("database", address.name), ("user", address.user or "")):
        if word := says_production(text):
            raise RefusedError(f"{address.variable}: the {what} {text[:60]!r} says {word}: {never}")


def refuse_by_files(address: Address, root: Path, process: Mapping[str, str], never: str) -> None:
    """Raise RefusedError where it is the address of an environment that is production, or that cannot be told."""
    for name in (name for name in named(root) if _is_production(root, name)):
        try:
            told = dotenv_values(root / f".env.{name}").get(VARIABLE) or process.get(f"{VARIABLE}_{name.upper()}")
            known = read_address(VARIABLE, told or "", PORT, SCHEMES)
        except BadAddressError:
            continue
        except (OSError, UnicodeDecodeError):
            raise RefusedError(
                f"{address.variable}: whether it is production's cannot be told, .env.{name} is not readable: {never}"
            ) from None
        if (known.host.lower(), known.port, known.name) == (address.host.lower(), address.port, address.name):
            raise RefusedError(f"{address.variable} is the {VARIABLE} of .env.{name}: {never}")


def _is_production(root: Path, name: str) -> bool:
    """Return whether an environment is production: by its name, by its hosts, or by what it is to say of itself."""
    told = toml_file(root, name)
    hosts = {urlsplit(str(told.get(key, ""))).hostname for key in ("web_url", "api_url")}
    said = says_production(f"{name} {told.get('says_environment', '')}")
    return bool(said or PRODUCTION_HOSTS.intersection(filter(None, hosts)))


def refuse_by_itself(connection: psycopg.Connection, variable: str, never: str) -> None:
    """Raise RefusedError where a setting or a table of the database says that it is production."""
    for name, said in connection.execute(SETTINGS.encode()).fetchall():
        if _SETTING.search(name) and says_production(said):
            raise RefusedError(f"{variable}: its setting {name} says {said[:40]!r}: {never}")
    if found := said_by_tables(connection):
        raise RefusedError(f"{variable}: its table {found[0]} says {found[1]!r}: {never}")


def said_by_tables(connection: psycopg.Connection) -> tuple[str, str] | None:
    """Return the table that says that it is production, and what it says; None where none does."""
    for table, name in connection.execute(TABLES.encode()).fetchall():
        rows = connection.execute(f"SELECT to_jsonb(t) FROM {table} t LIMIT {ROWS_READ}".encode()).fetchall()
        if said := said_of_itself(name, [row for (row,) in rows]):
            return table, said[:40]
    return None
