"""Real servers that the infra tier is proven on, once for each worker."""

from collections.abc import Iterator

import pytest

from selftest.support.postgres import Postgres, postgres
from selftest.support.redis_server import Redis, redis_server

SCHEMA = """
CREATE EXTENSION citext;
CREATE TABLE venues (id serial PRIMARY KEY, name citext NOT NULL);
CREATE SEQUENCE tickets MAXVALUE 999 CYCLE OWNED BY venues.id;
SELECT setval('tickets', 950);
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, venue int REFERENCES venues, total numeric);
CREATE INDEX orders_by_venue ON orders (venue);
INSERT INTO venues (name) VALUES ('One'), ('Two');
ALTER TABLE venues ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON venues USING (true);
CREATE POLICY everybody ON orders USING (true);
CREATE TABLE _prisma_migrations (id text PRIMARY KEY, migration_name text, finished_at timestamptz,
    rolled_back_at timestamptz);
INSERT INTO _prisma_migrations VALUES ('1', '20261101_venues', now(), NULL), ('2', '20261102_orders', now(), NULL);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO servio, plain_servio, root_servio, passing_servio;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO servio, plain_servio, root_servio, passing_servio
"""
USERS = {"servio": "", "plain_servio": "", "root_servio": "SUPERUSER", "passing_servio": "BYPASSRLS"}


@pytest.fixture(scope="session")
def database_server() -> Iterator[Postgres]:
    """A healthy PostgreSQL, with the database `servio`."""
    with postgres() as server:
        for user, more in USERS.items():
            server.role(user, more)
        server.run("GRANT pg_read_all_stats TO servio, passing_servio")
        server.fresh("servio")
        server.run(*SCHEMA.split(";"), database="servio")
        yield server


@pytest.fixture(scope="session")
def cache_server() -> Iterator[Redis]:
    """A healthy Redis, in which half the keys go away by themselves."""
    with redis_server() as server:
        with server.client() as client:
            client.set("session", "1", ex=3600)
            client.set("menu", "1")
        yield server
