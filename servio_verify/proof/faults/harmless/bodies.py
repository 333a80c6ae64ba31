"""Bodies: JSON written otherwise, more fields, ids and times of other forms, thousands of rows."""

import json
import math
import re
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.tools import difference, of_api

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
ULID = re.compile(rf"\b[0-7][{CROCKFORD}]{{25}}\b")
TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|\+00:00)"')
WARSAW_IN_SUMMER = timezone(timedelta(hours=2))
ROWS = 5000


def rewritten(answer: Answer, **how: Any) -> Answer:
    """Return JSON of the same meaning, written in another way."""
    return answer.with_body(json.dumps(answer.json, **how))


@difference("JSON is indented", "RFC 8259, 2: white space has no meaning")
def indented_json(_scene: Scene) -> Alteration:
    """As for people."""
    return of_api(lambda answer: rewritten(answer, indent=4, ensure_ascii=False))


@difference("JSON writes what is no ASCII as \\u escapes", "RFC 8259, 7")
def escaped_json(_scene: Scene) -> Alteration:
    """The same text."""
    return of_api(lambda answer: rewritten(answer, ensure_ascii=True))


@difference("the fields of JSON come in another order", "RFC 8259, 4: an object is unordered")
def sorted_json(_scene: Scene) -> Alteration:
    """By name."""
    return of_api(lambda answer: rewritten(answer, sort_keys=True, ensure_ascii=False))


@difference("objects of the API have more fields", "an API that grows is no broken one")
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

    return of_api(change)


@difference("error messages are in another language", "docs/CONTRACT.md gives the code of an error, not its words")
def messages_in_polish(_scene: Scene) -> Alteration:
    """The code stays."""

    def change(answer: Answer) -> Answer:
        whole = answer.json
        if not isinstance(whole, dict) or not isinstance(whole.get("error"), dict):
            return answer
        return answer.with_json(whole | {"error": whole["error"] | {"message": "Nie można wykonać tej operacji"}})

    return of_api(change)


@difference("times are told with the offset of another zone", "RFC 3339, 4.2: the same moment")
def times_with_offset(_scene: Scene) -> Alteration:
    """`14:00:00+02:00` for `12:00:00Z`."""

    def moved(found: re.Match[str]) -> str:
        there = datetime.fromisoformat(f"{found[1]}+00:00").astimezone(WARSAW_IN_SUMMER)
        return f'"{there.isoformat()}"'

    return of_api(lambda answer: answer.with_body(TIME.sub(moved, answer.text)))


class OtherIds(Alteration):
    """Tells each UUID as a ULID, and takes it back."""

    def forward(self, request: Request) -> Request:
        """Return the request with the ids that the target knows."""
        body = request.body.decode("latin-1")
        headers = tuple((name, _as_uuids(value)) for name, value in request.headers)
        return Request(
            request.side,
            request.method,
            request.scheme,
            request.host,
            request.port,
            _as_uuids(request.path),
            headers,
            _as_uuids(body).encode("latin-1"),
            request.number,
            request.in_flight,
        )

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with the other ids."""
        if request.side is not Side.API:
            return answer
        headers = tuple((name, _as_ulids(value)) for name, value in answer.headers)
        return Answer(answer.status, headers, _as_ulids(answer.text).encode(), answer.delivery)


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

    def __init__(self, venues: str) -> None:
        self._venues = venues
        self._made: dict[str, dict[str, Any]] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a list with its share of them, or one of them by its id."""
        if request.side is not Side.API or request.method != "GET" or not request.route.startswith(self._venues):
            return answer
        if request.route == self._venues and "search" not in request.query and answer.status == 200:
            return self._list(request, answer)
        known = self._made.get(request.route.rpartition("/")[2])
        if known is None or not isinstance(answer.json, dict):
            return answer
        whole = {"success": True, "data": known, "meta": answer.json.get("meta")}
        return answer.with_status(200).with_json(whole)

    def _list(self, request: Request, answer: Answer) -> Answer:
        whole = answer.json
        if not isinstance(whole, dict) or not isinstance(told := whole.get("pagination"), dict):
            return answer
        page, limit, own = int(request.query.get("page", 1)), told["limit"], told["total"]
        first = max(0, (page - 1) * limit - own)
        lacking = max(0, limit - len(whole["data"]))
        more = [self._venue(number) for number in range(first, min(first + lacking, ROWS))]
        total = own + ROWS
        pagination = told | {"total": total, "totalPages": math.ceil(total / limit)}
        return answer.with_json(whole | {"data": [*whole["data"], *more], "pagination": pagination})

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
    return ManyRows(scene.environment.paths.at("/api/v1/venues"))
