"""Faults of the list of venues."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_request
from servio_sandbox.faults.registry import fault

VENUES = "/api/v1/venues"


@fault("venues-500", "smoke", "the list of venues answers 500")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(500, "Internal Server Error"), VENUES, "GET")


@fault("venues-need-session", "smoke", "the list of venues answers 401 without a session")
def _(sandbox: Sandbox) -> None:
    def refuse(answer: Answer) -> None:
        if not {"cookie", "authorization"} & set(answer.request.headers):
            error = {"code": "UNAUTHORIZED", "message": "sign in first", "details": None}
            answer.say(401, {"success": False, "error": error, "meta": answer.json["meta"]})

    on_api(sandbox, refuse, VENUES, "GET")


@fault("venues-bare", "smoke", "the list of venues comes without the envelope")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(answer.status, answer.json.get("data", [])), VENUES, "GET")


@fault("venues-said-to-be-html", "smoke", "the list of venues is JSON and says that it is HTML")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.headers.update({"content-type": "text/html"}), VENUES, "GET")


@fault("venues-no-meta", "smoke", "the envelope of the list of venues has no meta")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _without("meta"), VENUES, "GET")


@fault("venues-no-pagination", "smoke", "the list of venues has no pagination")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _without("pagination"), VENUES, "GET")


@fault("venue-ids-equal", "smoke", "all venues in the list have one and the same id")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.update(id=7)), VENUES, "GET")


@fault("venue-name-missing", "smoke", "a venue has no name")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.pop("name")), VENUES, "GET")


@fault("venue-currency-null", "smoke", "a venue's currency is null")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.update(currency=None)), VENUES, "GET")


@fault("page-ignored", "smoke", "every page of the list of venues is the first one")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, page=None), VENUES, "GET")


@fault("limit-ignored", "smoke", "the list of venues ignores limit")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, limit=None), VENUES, "GET")


@fault("search-ignored", "smoke", "the list of venues ignores search")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, search=None), VENUES, "GET")


@fault("menu-search-ignored", "smoke", "the list of a venue's menus ignores search")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, search=None), f"{VENUES}/[^/]+/menus", "GET")


@fault("order-limit-ignored", "smoke", "the list of a venue's orders ignores limit")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, limit=None), f"{VENUES}/[^/]+/orders", "GET")


@fault(
    "menu-pages-rounded-down", "smoke", "the list of a venue's menus does not count its last page where it is not full"
)
def _(sandbox: Sandbox) -> None:
    def round_down(answer: Answer) -> None:
        body = answer.json
        place = body["pagination"]
        place["totalPages"] = place["total"] // place["limit"]
        answer.say(answer.status, body)

    on_api(sandbox, round_down, f"{VENUES}/[^/]+/menus", "GET")


@fault("order-page-ignored", "smoke", "every page of a venue's orders is the first one")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, lambda scope: _ask(scope, page=None), f"{VENUES}/[^/]+/orders", "GET")


@fault("search-quote-500", "smoke", "a search with an apostrophe answers 500")
def _(sandbox: Sandbox) -> None:
    def fail(answer: Answer) -> None:
        if "'" in answer.request.query_params.get("search", ""):
            answer.say(500, "Internal Server Error")

    on_api(sandbox, fail, VENUES, "GET")


@fault("venues-empty-for-limit", "smoke", "the list of venues is empty where a limit is named")
def _(sandbox: Sandbox) -> None:
    def empty(answer: Answer) -> None:
        if "limit" in answer.request.query_params:
            answer.say(answer.status, answer.json | {"data": []})

    on_api(sandbox, empty, VENUES, "GET")


@fault("search-total-of-all", "smoke", "a search finds the right venues, and counts all of them")
def _(sandbox: Sandbox) -> None:
    def count_all(answer: Answer) -> None:
        body = answer.json
        if body and "search" in answer.request.query_params:
            body["pagination"]["total"] += 30
            answer.say(answer.status, body)

    on_api(sandbox, count_all, VENUES, "GET")


@fault("default-limit-wrong", "smoke", "a page of venues holds 10 where 20 are promised")
def _(sandbox: Sandbox) -> None:
    def ask(scope: Scope) -> None:
        if not re.search(rb"(^|&)limit=", scope["query_string"]):
            _ask(scope, limit="10")

    on_request(sandbox, ask, VENUES, "GET")


@fault("totals-wrong", "smoke", "pagination counts only the venues of this page")
def _(sandbox: Sandbox) -> None:
    def count(answer: Answer) -> None:
        body = answer.json
        body["pagination"].update(total=len(body["data"]), totalPages=1)
        answer.say(answer.status, body)

    on_api(sandbox, count, VENUES, "GET")


@fault("pages-overlap", "smoke", "page 2 of the venues repeats the last one of page 1")
def _(sandbox: Sandbox) -> None:
    seen: dict[int, dict[str, Any]] = {}

    def repeat(answer: Answer) -> None:
        body = answer.json
        if body and body.get("data"):
            page = body["pagination"]["page"]
            seen[page] = body["data"][-1]
            body["data"][0] = seen.get(page - 1, body["data"][0])
            answer.say(answer.status, body)

    on_api(sandbox, repeat, VENUES, "GET")


def _without(member: str) -> Change:
    def remove(answer: Answer) -> None:
        body = answer.json
        body.pop(member, None)
        answer.say(answer.status, body)

    return remove


def _ask(scope: Scope, **changes: str | None) -> None:
    query = dict(parse_qsl(scope["query_string"].decode()))
    query = {name: value for name, value in {**query, **changes}.items() if value is not None}
    scope["query_string"] = urlencode(query).encode()
