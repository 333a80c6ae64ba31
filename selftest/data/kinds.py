"""A database with a planted person in each of 21 places: 20 kinds, JSON both in values and in keys."""

from dataclasses import dataclass
from pathlib import Path

import psycopg

from selftest.support.postgres import Postgres

FOLDER = Path(__file__).parent
SCHEMA = (FOLDER / "kinds.sql").read_text(encoding="utf-8")
ROWS = (FOLDER / "kinds_rows.sql").read_text(encoding="utf-8")
POLICY = FOLDER / "kinds.toml"


@dataclass(frozen=True)
class Planted:
    """A person: in which kind of place, where that is, and the words that name them."""

    kind: str
    place: str
    words: tuple[str, ...]


PLANTED = (
    Planted("text", "people.word", ("henrik.dahlberg@example.com", "20 7946 1234")),
    Planted("varchar", "people.short", ("beata.kaminska@example.com",)),
    Planted("citext", "people.folded", ("Piotr.Zielinski@Example.com",)),
    Planted("domain", "people.reach", ("sabine.krueger@example.com",)),
    Planted("enum label", "type host", ("Ingrid Bergstrom",)),
    Planted("text[]", "people.guests", ("yusuf.demir@example.com", "camille.rousseau@example.com")),
    Planted("bytea", "people.raw", ("lorenzo.marchetti@example.com",)),
    Planted("json", "people.plain", ("dimitra.papadaki@example.com",)),
    Planted("jsonb", "people.nested", ("Zofia Nowakowska", "zofia.nowakowska@example.com")),
    Planted("jsonb key", "people.keyed", ("rutger.vandijk@example.com",)),
    Planted("hstore", "people.pairs", ("eszter.nagy@example.com",)),
    Planted("xml", "people.markup", ("paulo.figueira@example.com", "Paulo Figueira")),
    Planted("inet", "people.seen_from", ("81.2.69.142",)),
    Planted("generated column", "people.label", ("mailto:ottilie.brandt@example.com",)),
    Planted("primary key", "members.email", ("agnes.holmberg@example.com", "tomasz.wrobel@example.com")),
    Planted("foreign key", "bookings.member_email", ("agnes.holmberg@example.com", "tomasz.wrobel@example.com")),
    Planted("comment", "comment on people", ("Marta Lindqvist", "marta.lindqvist@example.com")),
    Planted("view", "view regulars", ("piotr.zielinski@example.com",)),
    Planted("large object", "large objects", ("viktor.kovalenko@example.com",)),
    Planted("partition", "visits_2025.guest", ("Aurelia Santacruz", "161 496 1881")),
    Planted("partition", "visits_2026.guest", ("Leopold Steinmetz",)),
    Planted("sequence name", "sequence seq_oksana_hrytsenko", ("oksana_hrytsenko",)),
)


def make_role(server: Postgres) -> None:
    """Make the user that owns the databases; it is no superuser."""
    server.role("servio")


def make_schema(server: Postgres, database: str) -> None:
    """Make a database with the schema, without rows: what migrations make in staging."""
    server.fresh(database)
    _run(server, database, SCHEMA)


def make_filled(server: Postgres, database: str) -> None:
    """Make a database with the schema and the planted people: what production holds."""
    make_schema(server, database)
    _run(server, database, ROWS)


def _run(server: Postgres, database: str, script: str) -> None:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        connection.execute(script.encode())
