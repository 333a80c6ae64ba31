"""All that a database holds, as one text: a dump, and what a dump leaves out."""

import subprocess

from selftest.support.postgres import Postgres, program

NOT_DUMPED = """
SELECT 'SELECT coalesce(string_agg(t::text, chr(10)), '''') FROM ' || c.oid::regclass || ' t'
FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'SELECT coalesce(string_agg(s::text, chr(10)), '''') FROM pg_stats s WHERE schemaname = ''public'''
UNION ALL
SELECT 'SELECT coalesce(string_agg(s::text, chr(10)), '''') FROM pg_stats_ext s'
"""


def everything(server: Postgres, database: str) -> str:
    """Return it in lower case: dump with large objects, generated columns, materialised views, statistics."""
    command = (program("pg_dump"), "-b", "-d", server.admin(database))
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    with server.connection(database) as connection:
        queries = [query for (query,) in connection.execute(NOT_DUMPED.encode())]
        rest = [str(row[0]) for query in queries for row in connection.execute(query.encode())]
    return "\n".join((dump, *rest)).lower()


def holds(text: str, words: str) -> bool:
    """Return whether the words are in it, as text or as the bytes of a bytea or large object."""
    return words.lower() in text or words.encode().hex() in text


def schema_of(server: Postgres, database: str) -> str:
    """Return its schema as pg_dump writes it."""
    done = subprocess.run(
        (program("pg_dump"), "--schema-only", "-d", server.admin(database)), capture_output=True, text=True, check=True
    )
    return "\n".join(line for line in done.stdout.splitlines() if "restrict " not in line)
