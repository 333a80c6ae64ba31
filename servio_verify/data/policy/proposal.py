"""Proposals for columns, from their names and types: what somebody would decide who knows no more."""

import re

from servio_verify.data.policy.catalogue import Column, Table
from servio_verify.data.policy.kinds import DATES, TEXTS, suits
from servio_verify.data.policy.model import Action, Decision
from servio_verify.infra.database.migrations import keeps_migrations

ELSEWHERE = (
    r"provider|external|device|stripe|paypal|google|apple|facebook|twitter|telegram|whatsapp|github|oauth|auth0|firebase"
    r"|cognito|clerk|square"
)
"""Who else gives ids to people: by them somebody is found there."""

ROLES = (
    r"waiter|waitress|server|host|hostess|cashier|courier|driver|bartender|barista|chef|manager|employee|attendant"
    r"|colleague|operator"
)
DONE = r"served|seated|handled|taken|prepared|delivered|booked|created|updated|cancell?ed|approved|assigned|paid"
"""What somebody is at work and does there: columns that are called so hold who it was."""

NAMES: tuple[tuple[str, str], ...] = (
    (r"passw|pwd|passphrase|password_?hash|pass_?hash", "password"),
    (r"hash(?!tag)", "token"),
    (r"token|secret|api_?key|session_?id|digest|otp|recovery_?code|private_?key|signature|salt|nonce", "token"),
    (rf"(?:{ELSEWHERE})\w*_id\b", "token"),
    (r"e?mail", "email"),
    (r"phone|mobile|\btel\b|telephone|fax|msisdn|whatsapp", "phone"),
    (r"first_?name|given_?name|forename|middle_?name|vorname", "first_name"),
    (r"last_?name|sur_?name|family_?name|maiden_?name|nachname", "last_name"),
    (r"full_?name|customer_?name|guest_?name|contact_?name|display_?name|recipient|cardholder|holder", "full_name"),
    (rf"\b(?:{ROLES})_name\b|\b(?:{DONE})_?by\b", "full_name"),
    (r"company|organi[sz]ation|employer|firm\b", "company"),
    (r"user_?name|login|nick_?name|screen_?name|handle\b", "username"),
    (r"street|address_?(?:line)?_?[12]|\bline_?[123]\b", "street"),
    (r"(?:ip|remote)_?addr(?:ess)?|\bip\b|client_?ip", "ip"),
    (r"address", "address"),
    (r"\bcity\b|\btown\b|locality", "city"),
    (r"post_?code|postal_?code|zip", "postcode"),
    (r"iban", "iban"),
    (r"card_?n(?:umber|o)|\bpan\b|credit_?card", "card"),
    (r"birth|\bdob\b|born", "date"),
    (
        r"ssn|\bnino\b|national_?insurance|passport|national_?id|tax_?(?:id|number)|vat_?(?:id|number)|licen[cs]e_?n|account_?n(?:umber|o)",
        "number",
    ),
    (r"url|website|homepage|avatar|photo|picture", "url"),
    (r"note|comment|message|body|description|\bbio\b|remark|feedback|text|subject|reason|request", "text"),
)
"""What a name says that a column holds; the first that fits."""

AMOUNTS = (
    r"smallint|integer|bigint|numeric|real|double precision|money|boolean|interval|time with(?:out)? time zone|uuid"
    r"|bit|bit varying|\"char\"|(?:int4|int8|num|date|ts|tstz)(?:multi)?range"
)
"""Types of amounts and times, which hold no words."""

EMPTIED = r"cvv|cvc|user_?agent|latitude|longitude|\blat\b|\blng\b|\blon\b|geo|location|fingerprint|biometr"
HARMLESS = r"status|state\b|type|kind|currency|time_?zone|locale|language|country|unit|colou?r|slug|version|code\b"
WHOLE = ("guest", "customer", "client", "patient", "attendee", "contact", "recipient")
"""Columns that are called so hold somebody's name."""

PEOPLE = (
    r"user|customer|guest|person|people|member|account|contact|employee|staff|client|patient|driver|host|party|attendee"
)
"""Tables whose `name` is somebody's."""


def proposed(table: Table, column: Column) -> Decision:
    """Return what is proposed for a column."""
    if column.generated:
        return Decision(Action.KEEP, why="made by the database of other columns")
    if keeps_migrations(table.name):
        return Decision(Action.KEEP, why="the tool's own: staging keeps its rows")
    kind = kind_by_name(table, column)
    if kind and suits(kind, column.base_type):
        return Decision(Action.REPLACE, kind=kind, person=_person(table) if kind == "date" else "")
    if re.search(EMPTIED, column.name, re.IGNORECASE):
        return Decision(Action.EMPTY)
    return _by_type(column)


def kind_by_name(table: Table, column: Column) -> str:
    """Return the kind that the column's name tells, or nothing."""
    if column.is_enum or column.base_type == "boolean":
        return ""
    if column.name.lower() in WHOLE or re.fullmatch(ROLES, column.name, re.IGNORECASE):
        return "full_name"
    if column.name.lower() == "name" and re.search(PEOPLE, table.name, re.IGNORECASE):
        return "full_name"
    return kind_of_words(column.name)


def kind_of_words(name: str) -> str:
    """Return the kind that the words of a name tell, or nothing."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("_", " ")
    spelled = f"{words} {words.replace(' ', '_')}"
    return next((kind for pattern, kind in NAMES if re.search(pattern, spelled)), "")


def _by_type(column: Column) -> Decision:
    base = column.base_type
    if base in ("json", "jsonb"):
        return Decision(Action.REPLACE, kind="json", paths={"$..*": "text"})
    if base in ("hstore", "xml"):
        return Decision(Action.EMPTY)
    if base in ("inet", "cidr"):
        return Decision(Action.REPLACE, kind="ip")
    if base in ("macaddr", "macaddr8"):
        return Decision(Action.REPLACE, kind="mac")
    if base == "bytea":
        return Decision(Action.REPLACE, kind="bytea")
    if column.is_enum:
        return Decision(Action.KEEP, why="one of the labels of its type")
    if base in TEXTS:
        if re.search(HARMLESS, column.name, re.IGNORECASE):
            return Decision(Action.KEEP, why=f"a {column.name} tells nobody")
        if re.search(r"(?:^|_)id$|Id$", column.name):
            return Decision(Action.KEEP, why="an id of ours")
        return Decision(Action.REPLACE, kind="text")
    if base in ("oid", "tsvector", "point", "polygon", "geometry", "geography"):
        return Decision(Action.EMPTY)
    if base in DATES:
        return Decision(Action.KEEP, why="a time tells nobody")
    if re.search(r"(?:^|_)id$|Id$", column.name):
        return Decision(Action.KEEP, why="an id of ours")
    if re.fullmatch(AMOUNTS, base):
        return Decision(Action.KEEP, why=f"{base}: tells nobody")
    return Decision(Action.EMPTY)  # composite types, ranges of texts, types of extensions: who knows what they hold


def _person(table: Table) -> str:
    """Return the column that tells whose a row is."""
    names = [column.name for column in table.columns]
    own = re.search(PEOPLE, table.name, re.IGNORECASE) and "id" in names
    if own:
        return "id"
    return next((name for name in names if re.search(rf"(?:{PEOPLE})_?id$", name, re.IGNORECASE)), names[0])
