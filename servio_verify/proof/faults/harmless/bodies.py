"""Bodies: JSON written otherwise, more fields, ids and times of other forms, thousands of rows."""

import json
import math
import re
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.parts.envelopes import as_success, list_of, member, pagination_of, put, rewritten
from servio_verify.proof.parts.matching import is_json
from servio_verify.proof.parts.routes import Route, Routes

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
ULID = re.compile(rf"\b[0-7][{CROCKFORD}]{{25}}\b")
TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|\+00:00)"')
QUANTITY = re.compile(r'("quantity": ?\d+)(?=[,}\s])')
WARSAW_IN_SUMMER = timezone(timedelta(hours=2))
ROWS = 5000


def written(answer: Answer, **how: Any) -> Answer:
    """Return JSON of the same meaning, written in another way."""
    return answer.with_body(json.dumps(answer.json, **how))


@difference("JSON is indented", "RFC 8259, 2: white space has no meaning")
def indented_json(_scene: Scene) -> Alteration:
    """As for people."""
    return Altered(lambda answer: written(answer, indent=4, ensure_ascii=False), is_json)


@difference("JSON writes what is no ASCII as \\u escapes", "RFC 8259, 7")
def escaped_json(_scene: Scene) -> Alteration:
    """The same text."""
    return Altered(lambda answer: written(answer, ensure_ascii=True), is_json)


@difference("the fields of JSON come in another order", "RFC 8259, 4: an object is unordered")
def sorted_json(_scene: Scene) -> Alteration:
    """By name."""
    return Altered(lambda answer: written(answer, sort_keys=True, ensure_ascii=False), is_json)


@difference("objects of the API have more fields", "Google AIP-180, Backwards compatibility: added fields")
def more_fields(_scene: Scene) -> Alteration:
    """Links, a version, a flag that is null, in each object and in meta."""

    def grown(value: Any) -> Any:
        if isinstance(value, list):
            return [grown(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        more = {"_links": {"self": None}, "etag": "W/1", "deletedAt": None}
        return {name: grown(entry) for name, entry in value.items()} | (more if "id" in value else {})

    def change(answer: Answer) -> Answer:
        whole = grown(answer.json)
        if isinstance(whole, dict) and isinstance(whole.get("meta"), dict):
            whole["meta"] |= {"region": "eu-central-1", "durationMs": 12}
        return answer.with_json(whole)

    return Altered(change, is_json)


@difference("error messages are in another language", "docs/CONTRACT.md gives the code of an error, not its words")
def messages_in_polish(_scene: Scene) -> Alteration:
    """The code stays."""
    return Altered(member("error", put(message="Nie można wykonać tej operacji")), is_json)


@difference("times are told with the offset of another zone", "RFC 3339, 4.2: the same moment")
def times_with_offset(_scene: Scene) -> Alteration:
    """`14:00:00+02:00` for `12:00:00Z`."""

    def moved(found: re.Match[str]) -> str:
        there = datetime.fromisoformat(f"{found[1]}+00:00").astimezone(WARSAW_IN_SUMMER)
        return f'"{there.isoformat()}"'

    return Altered(lambda answer: answer.with_body(TIME.sub(moved, answer.text)), is_json)


@difference("times are told as PostgreSQL writes them", "PostgreSQL documentation, 8.5.2, Date/Time Output")
def times_of_postgres(_scene: Scene) -> Alteration:
    """`2026-11-30 12:00:00+00` for `2026-11-30T12:00:00Z`."""

    def written_there(found: re.Match[str]) -> str:
        return f'"{found[1].replace("T", " ")}+00"'

    return Altered(lambda answer: answer.with_body(TIME.sub(written_there, answer.text)), is_json)


@difference("quantities are written with a decimal point", "RFC 8259, 6: 2.0 is the number 2")
def quantities_as_floats(_scene: Scene) -> Alteration:
    """As languages with one type of number do."""
    return Altered(lambda answer: answer.with_body(QUANTITY.sub(r"\1.0", answer.text)), is_json)


class OtherIds(Alteration):
    """Tells each UUID as a ULID, and takes it back."""

    def forward(self, request: Request) -> Request:
        """Return the request with the ids that the target knows."""
        body = request.body.decode("latin-1")
        headers = tuple((name, _as_uuids(value)) for name, value in request.headers)
        return replace(request, path=_as_uuids(request.path), headers=headers, body=_as_uuids(body).encode("latin-1"))

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with the other ids."""
        if request.side is not Side.API:
            return answer
        headers = tuple((name, _as_ulids(value)) for name, value in answer.headers)
        return replace(answer, headers=headers, body=_as_ulids(answer.text).encode())


def _as_ulids(text: str) -> str:
    return UUID.sub(lambda found: _ulid(uuid.UUID(found[0]).int), text)


def _ulid(number: int) -> str:
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def _as_uuids(text: str) -> str:
    def back(found: re.Match[str]) -> str:
        number = 0
        for letter in found[0]:
            number = number << 5 | CROCKFORD.index(letter)
        return str(uuid.UUID(int=number))

    return ULID.sub(back, text)


@difference("ids are ULIDs instead of UUIDs", "docs/CONTRACT.md gives no form of an id", tier=Tier.E2E)
def ids_as_ulids(_scene: Scene) -> Alteration:
    """Where ids are UUIDs; others stay."""
    return OtherIds()


class ManyRows(Alteration):
    """Puts thousands of older venues behind those of the target."""

    def __init__(self, scene: Scene) -> None:
        self._routes = Routes(scene)
        self._made: dict[str, dict[str, Any]] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a list with its share of them, or one of them by its id."""
        route = self._routes.of(request) if request.method == "GET" else None
        if route is Route.VENUES and "search" not in request.query and answer.status == 200:
            return rewritten(answer, partial(self._fill, int(request.query.get("page", 1))))
        made = self._made.get(self._routes.id_in(request)) if route is Route.VENUE else None
        return rewritten(answer.with_status(200), as_success(made)) if made else answer

    def _fill(self, page: int, envelope: dict[str, Any]) -> None:
        listed, told = list_of(envelope), pagination_of(envelope)
        if listed is None or told is None:
            return
        limit, own = told["limit"], told["total"]
        first = max(0, (page - 1) * limit - own)
        lacking = max(0, limit - len(listed))
        listed += [self._venue(number) for number in range(first, min(first + lacking, ROWS))]
        told |= {"total": own + ROWS, "totalPages": math.ceil((own + ROWS) / limit)}

    def _venue(self, number: int) -> dict[str, Any]:
        venue = {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"venue {number}")),
            "name": f"Bistro {number:04}",
            "address": f"{number} Long Street",
            "city": None,
            "country": None,
            "timezone": "Europe/Warsaw",
            "currency": "PLN",
            "createdAt": "2020-01-01T00:00:00Z",
            "updatedAt": "2020-01-01T00:00:00Z",
        }
        self._made[str(venue["id"])] = venue
        return venue


@difference(
    "there are 5,000 venues more, in another currency",
    "staging that holds production's data, anonymised",
    tier=Tier.E2E,
)
def thousands_of_venues(scene: Scene) -> Alteration:
    """Behind those of the target, as they are older."""
    return ManyRows(scene)
