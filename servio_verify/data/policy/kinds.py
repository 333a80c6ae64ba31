"""Kinds of pseudonyms: what a column's values can be replaced with, and which types can hold it."""

TEXTS = frozenset({"text", "citext", "character varying", "character", "name"})
"""Types of text; a domain counts as the type below it, an array as the type of its elements."""

NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric"})
DATES = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})
ADDRESSES = frozenset({"inet", "cidr"})
JSON = frozenset({"json", "jsonb"})

KINDS: dict[str, frozenset[str]] = {
    "email": TEXTS,
    "phone": TEXTS | NUMBERS,
    "first_name": TEXTS,
    "last_name": TEXTS,
    "full_name": TEXTS,
    "company": TEXTS,
    "username": TEXTS,
    "address": TEXTS,
    "street": TEXTS,
    "city": TEXTS,
    "postcode": TEXTS,
    "iban": TEXTS,
    "card": TEXTS,
    "ip": TEXTS | ADDRESSES,
    "mac": TEXTS | {"macaddr", "macaddr8"},
    "url": TEXTS,
    "date": TEXTS | DATES,
    "text": TEXTS,
    "password": TEXTS | {"bytea"},
    "token": TEXTS | {"bytea"},
    "uuid": TEXTS | {"uuid"},
    "number": TEXTS | NUMBERS,
    "bytea": frozenset({"bytea"}),
    "json": TEXTS | JSON,
    "hstore": frozenset({"hstore"}),
    "xml": TEXTS | {"xml"},
}
"""Each kind, and the types that can hold it. The elements of an array are replaced one by one."""

DOCUMENTS = frozenset({"json", "hstore", "xml"})
"""Kinds that say by path what is replaced."""

STAYS = "keep"
"""What a path says whose values stay, before one that would change them."""


def numeric(kind: str) -> bool:
    """Return whether numbers become numbers."""
    return kind in ("phone", "number", "card")


def suits(kind: str, base_type: str) -> bool:
    """Return whether values of this type can be replaced with this kind."""
    return base_type in KINDS[kind]
