"""Scenarios for the front: what the contract leaves open, and a healthy API may do otherwise than ours."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selftest.support.front import Answer, Asked, Scenario

VENUE = re.compile(r"/api/v1/venues/([^/?]+)")


def unpromised() -> Scenario:
    """An API that does at once what it may: see the functions below."""
    deleted: set[str] = set()
    searched: set[str] = set()

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side == "api" and asked.headers.get("origin", asked.front["web"]) != asked.front["web"]:
            return Answer(403, answer.headers, b"Invalid CORS request")  # as Spring does, whatever is asked
        if asked.side != "api" or not (venue := VENUE.match(asked.path)):
            return _of_a_moment_ago(asked, answer, searched)
        if asked.method == "DELETE":
            deleted.update(venue.groups() if answer.status == 200 else ())
            return _deleted_in_any_case(answer)
        if asked.method == "GET" and venue[1] in deleted:
            return _refused(answer, 403, "FORBIDDEN")
        return _as_a_kitchen_has_it(asked, answer)

    return Scenario(after=after)


def private_venues() -> Scenario:
    """An API that shows a venue by itself to nobody without a session."""

    def after(asked: Asked, answer: Answer) -> Answer:
        open_to_all = asked.side != "api" or not VENUE.fullmatch(asked.path) or asked.method != "GET"
        return answer if open_to_all or "authorization" in asked.headers else _refused(answer, 401, "UNAUTHORIZED")

    return Scenario(after=after)


def another_search() -> Scenario:
    """An API whose ids are numbers, and texts in what its search engine finds by whole words.

    A page behind the last is not there, and its router knows of no id that is none.
    """

    def after(asked: Asked, answer: Answer) -> Answer:
        venue = VENUE.match(asked.path) if asked.side == "api" and asked.method == "GET" else None
        if venue and not venue[1].isdigit():
            return replace(answer, status=404, body=b"404 page not found")
        if asked.side != "api" or "search=" not in asked.path or answer.status != 200:
            return answer
        query = parse_qs(urlsplit(asked.path).query)
        if query["search"][0].endswith("-"):
            return _refused(answer, 404, "NOT_FOUND") if query.get("page", ["1"]) != ["1"] else _nothing_found(answer)
        return replace(answer, body=re.sub(rb'("(?:id|venueId|menuId)": ?)(\d+)', rb'\1"\2"', answer.body))

    return Scenario(after=after)


def _deleted_in_any_case(answer: Answer) -> Answer:
    """Answer as row-level security does: what is not one's own is not there to be deleted, and that is no error."""
    return Answer(204, answer.headers) if answer.status in (200, 403, 404) else answer


def _refused(answer: Answer, status: int, code: str) -> Answer:
    """Refuse who is no member of a venue, or has no session: whether there is such a thing, they are not told."""
    told = {name: value for name, value in json.loads(answer.body).items() if name == "meta"}
    error = {"code": code, "message": "not for you", "details": None}
    return replace(answer, status=status, body=json.dumps(told | {"success": False, "error": error}).encode())


def _as_a_kitchen_has_it(asked: Asked, answer: Answer) -> Answer:
    """Tell that the kitchen has taken an order, whenever somebody looks at it: it only starts as pending.

    A dish that was ordered twice is one line.
    """
    if asked.method not in ("GET", "POST") or "/orders" not in asked.path or answer.status not in (200, 201):
        return answer
    told: dict[str, Any] = json.loads(answer.body)
    for order in told["data"] if isinstance(told["data"], list) else [told["data"]]:
        if order["status"] == "pending" and asked.method == "GET":
            order["status"] = "confirmed"
        order["items"] = _merged(order["items"])
    return replace(answer, body=json.dumps(told).encode())


def _merged(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for line in lines:
        first = merged.setdefault(line["itemId"], line)
        if first is not line:
            first.update(quantity=first["quantity"] + line["quantity"], total=round(first["total"] + line["total"], 2))
    return [*merged.values()]


def _of_a_moment_ago(asked: Asked, answer: Answer, searched: set[str]) -> Answer:
    """Find nothing where one of the restaurant's venues is searched for the first time: it was deleted just now."""
    words = parse_qs(urlsplit(asked.path).query).get("search", [""])[0]
    told = json.loads(answer.body) if words and answer.status == 200 else {}
    if searched or "sv-" in words or not told.get("data"):
        return answer
    searched.add(words)
    return _nothing_found(answer)


def _nothing_found(answer: Answer) -> Answer:
    told = json.loads(answer.body)
    (told if "pagination" in told else told["meta"])["pagination"].update(total=0, totalPages=0)
    return replace(answer, body=json.dumps(told | {"data": []}).encode())
