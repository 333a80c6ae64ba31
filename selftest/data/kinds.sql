-- A schema with 21 places where a person can stand. Its rows are in kinds_rows.sql.
CREATE EXTENSION citext;
CREATE EXTENSION hstore;

CREATE DOMAIN contact AS varchar(120) CHECK (VALUE LIKE '%@%');
CREATE TYPE host AS ENUM ('nobody', 'Ingrid Bergstrom');

CREATE TABLE members (
    email text PRIMARY KEY,
    joined date NOT NULL
);

CREATE TABLE people (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    word text,
    short varchar(60),
    folded citext UNIQUE,
    reach contact,
    served_by host NOT NULL DEFAULT 'nobody',
    guests text[],
    raw bytea,
    plain json,
    nested jsonb,
    keyed jsonb,
    pairs hstore,
    markup xml,
    seen_from inet,
    mail varchar(60),
    label text GENERATED ALWAYS AS ('mailto:' || mail) STORED,
    photo oid
);
COMMENT ON TABLE people IS 'ask Marta Lindqvist, marta.lindqvist@example.com, before this is changed';

CREATE TABLE bookings (
    id integer PRIMARY KEY,
    member_email text NOT NULL REFERENCES members (email) ON UPDATE CASCADE,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE visits (
    day date NOT NULL,
    guest text,
    phone text
) PARTITION BY RANGE (day);
CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE VIEW regulars AS SELECT id FROM people WHERE folded = 'piotr.zielinski@example.com';
CREATE MATERIALIZED VIEW greetings AS SELECT id, 'Dear ' || word AS line FROM people;
CREATE SEQUENCE seq_oksana_hrytsenko;
