"""Making of canaries: the values of production's personal columns, as digests and nothing else."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from servio_verify.data.check.canaries.digests import CanaryKey, normal, pair
from servio_verify.data.check.canaries.file import Canaries
from servio_verify.data.check.catalogue.places import Places
from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.context import FIRST, LAST, Context
from servio_verify.data.check.detect.forms import plain, texts_of, uncopied
from servio_verify.data.check.detect.names import fold, is_name, words_of
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.kinds import Kind
from servio_verify.data.check.looking import find
from servio_verify.data.check.reading.columns import only, quoted
from servio_verify.data.check.reading.session import Session
from servio_verify.data.policy.model import Action, Decision, Policy, Rows
from servio_verify.errors import ServioVerifyError
from servio_verify.infra.database.migrations import keeps_migrations

NAMES = {"full_name"}
VALUES = {"username", "token", "password", "uuid", "url", "mac", "number"}
ADDRESSES = {"address", "street", "postcode"}
NUMBERS = {"email": Kind.EMAIL, "phone": Kind.PHONE, "iban": Kind.IBAN, "card": Kind.CARD, "ip": Kind.IP}
LEAF = re.compile(r'"((?:[^"\\]|\\.){3,80})"|>([^<>]{3,80})<')
NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?: [^\W\d_]+(?:['’-][^\W\d_]+)*){1,3}")
LEAST = 6
"""Shorter values are somebody else's too."""

Tell = Callable[[str], None]


class CanariesError(ServioVerifyError):
    """Production's values could not be read."""


def make(session: Session, policy: Policy, key: CanaryKey, relations: list[Relation], tell: Tell) -> Canaries:
    """Return the canaries of all columns that the policy replaces. Raises CanariesError."""
    made = Canaries(key.fingerprint)
    maker = _Maker(made, key)
    places = Places(policy)
    for relation in relations:
        told = policy.tables.get(relation.root)
        if relation.kind == "m" or not told or told.rows is not Rows.KEEP or keeps_migrations(relation.root):
            continue
        tell(relation.name)
        source = f"{only(relation)} WHERE {_of_nobody(relation, policy)}"
        for column in relation.columns:
            decision = places.decision(relation.root, column.name)
            if decision and decision.action is Action.REPLACE:
                made.columns[f"{relation.name}.{column.name}"] = _of_column(session, source, column, decision, maker)
        _of_names(session, relation, source, maker)
    return made


def _of_nobody(relation: Relation, policy: Policy) -> str:
    """Return the condition of rows that are not a test user's: those are in staging as they are in production."""
    accounts = ", ".join("'" + account.lower().replace("'", "''") + "'" for account in policy.keep_accounts)
    told = policy.tables[relation.root].columns
    emails = [quoted(column.name) for column in relation.columns if _is_email(told.get(column.name), column)]
    conditions = [f"coalesce(lower({name}::text), '') NOT IN ({accounts})" for name in emails]
    return " AND ".join(conditions) if accounts and conditions else "true"


def _is_email(decision: Decision | None, column: Column) -> bool:
    return decision is not None and decision.kind == "email" and column.is_plain


def _of_column(session: Session, source: str, column: Column, decision: Decision, maker: "_Maker") -> int:
    name, count = quoted(column.name), 0
    is_bytes = column.base == "bytea" and column.is_plain
    value = f"encode({name}, 'hex')" if is_bytes else f"{name}::text"
    kind = decision.kind if column.is_plain or decision.kind in NUMBERS else "text"
    for line in _lines(session, f"SELECT DISTINCT {value} FROM {source} AND {name} IS NOT NULL"):
        for text in texts_of(bytes.fromhex(line)) if is_bytes else (uncopied(line),):
            maker.take(kind, text)
        count += 1
    return count


def _of_names(session: Session, relation: Relation, source: str, maker: "_Maker") -> None:
    first = next((column for column in relation.columns if FIRST.search(column.name.lower())), None)
    last = next((column for column in relation.columns if LAST.search(column.name.lower())), None)
    if first and last:
        names = f"concat_ws(' ', {quoted(first.name)}, {quoted(last.name)})"
        for line in _lines(session, f"SELECT DISTINCT {names} FROM {source}"):
            maker.take("full_name", uncopied(line))


def _lines(session: Session, query: str) -> Iterator[str]:
    try:
        yield from session.lines(query)
    except NotLookedError as error:
        table = query.partition(" FROM ")[2].partition(" WHERE ")[0]
        raise CanariesError(f"{table}: {error}; nothing is written") from None


class _Maker:
    """Makes digests of values."""

    def __init__(self, made: Canaries, key: CanaryKey) -> None:
        self._made = made
        self._key = key

    def take(self, kind: str, text: str) -> None:
        """Add the canaries of a value that was replaced with this kind."""
        text = plain(text)
        if kind in NAMES:
            self._name(text)
        elif kind in VALUES:
            if len(text) >= LEAST and not text.isdecimal():
                self._add(Kind.VALUE, fold(text))
        elif kind in ADDRESSES:
            if any(map(str.isdecimal, text)):
                self._add(Kind.ADDRESS, normal(Kind.ADDRESS, text))
        elif kind not in ("first_name", "last_name", "company", "city", "date"):
            self._anything(kind, text)

    def _anything(self, kind: str, text: str) -> None:
        context = Context(phone=kind == "phone", card=kind == "card")
        for found in find(text, context):
            if found.kind is Kind.NAME:
                self._name(found.value)
            elif found.kind is not Kind.ADDRESS:
                self._add(found.kind, normal(found.kind, found.value))
        if kind == "phone" and (digits := normal(Kind.PHONE, text)) and len(digits) >= LEAST:
            self._add(Kind.PHONE, digits)
        for leaf in LEAF.findall(text):
            if NAME.fullmatch(name := (leaf[0] or leaf[1]).strip()):
                self._name(name)

    def _name(self, name: str) -> None:
        words = words_of(name)
        for one, other in {*pairwise(words), *zip(words[:1], words[-1:], strict=False)}:
            if one != other and (is_name(one) or is_name(other)):
                self._add("word", one)
                self._add("word", other)
                self._add(Kind.NAME, pair(one, other))

    def _add(self, use: str, value: str) -> None:
        self._made.add(use, self._key.of(use, value))
