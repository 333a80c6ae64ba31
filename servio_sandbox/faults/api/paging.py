"""Faults of pagination, limit and search."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_request
from servio_sandbox.faults.registry import fault

VENUES = "/api/v1/venues"


@fault("smoke")
def page_ignored(sandbox: Sandbox) -> None:
    """Every page of the list of venues is the first one."""
    on_request(sandbox, lambda scope: _ask(scope, page=None), VENUES, "GET")


@fault("smoke")
def limit_ignored(sandbox: Sandbox) -> None:
    """The list of venues ignores limit."""
    on_request(sandbox, lambda scope: _ask(scope, limit=None), VENUES, "GET")


@fault("smoke")
def search_ignored(sandbox: Sandbox) -> None:
    """The list of venues ignores search."""
    on_request(sandbox, lambda scope: _ask(scope, search=None), VENUES, "GET")


@fault("smoke")
def search_of_words_empty(sandbox: Sandbox) -> None:
    """A search for a name of several words finds nothing."""

    def ask(scope: Scope) -> None:
        if re.search(rb"search=[^&]*(\+|%20)", scope["query_string"]):
            _ask(scope, search="(none)")

    on_request(sandbox, ask, VENUES, "GET")


@fault("smoke")
def menu_search_ignored(sandbox: Sandbox) -> None:
    """The list of a venue's menus ignores search."""
    on_request(sandbox, lambda scope: _ask(scope, search=None), f"{VENUES}/[^/]+/menus", "GET")


@fault("smoke")
def order_limit_ignored(sandbox: Sandbox) -> None:
    """The list of a venue's orders ignores limit."""
    on_request(sandbox, lambda scope: _ask(scope, limit=None), f"{VENUES}/[^/]+/orders", "GET")


@fault("smoke")
def menu_pages_rounded_down(sandbox: Sandbox) -> None:
    """The list of a venue's menus does not count its last page where it is not full."""

    def round_down(answer: Answer) -> None:
        body = answer.json
        place = body["pagination"]
        place["totalPages"] = place["total"] // place["limit"]
        answer.replace(answer.status, body)

    on_api(sandbox, round_down, f"{VENUES}/[^/]+/menus", "GET")


@fault("smoke")
def order_page_ignored(sandbox: Sandbox) -> None:
    """Every page of a venue's orders is the first one."""
    on_request(sandbox, lambda scope: _ask(scope, page=None), f"{VENUES}/[^/]+/orders", "GET")


@fault("smoke")
def search_quote_500(sandbox: Sandbox) -> None:
    """A search with an apostrophe answers 500."""

    def fail(answer: Answer) -> None:
        if "'" in answer.request.query_params.get("search", ""):
            answer.replace(500, "Internal Server Error")

    on_api(sandbox, fail, VENUES, "GET")


@fault("smoke")
def search_signs_500(sandbox: Sandbox) -> None:
    """A search with a bracket, a per cent sign or a plus answers 500."""

    def fail(answer: Answer) -> None:
        if re.search(r"[%()\[\]+]", answer.request.query_params.get("search", "")):
            answer.replace(500, "Internal Server Error")

    on_api(sandbox, fail, VENUES, "GET")


@fault("smoke")
def second_page_forgets_search(sandbox: Sandbox) -> None:
    """The second page of a search is that of all venues."""

    def forget(scope: Scope) -> None:
        if b"page=2" in scope["query_string"]:
            _ask(scope, search=None)

    on_request(sandbox, forget, VENUES, "GET")


@fault("smoke")
def venues_empty_for_limit(sandbox: Sandbox) -> None:
    """The list of venues is empty where a limit is named."""

    def empty(answer: Answer) -> None:
        if "limit" in answer.request.query_params:
            answer.replace(answer.status, answer.json | {"data": []})

    on_api(sandbox, empty, VENUES, "GET")


@fault("smoke")
def search_total_of_all(sandbox: Sandbox) -> None:
    """A search finds the right venues, and counts all of them."""

    def count_all(answer: Answer) -> None:
        body = answer.json
        if body and "search" in answer.request.query_params:
            body["pagination"]["total"] += 30
            answer.replace(answer.status, body)

    on_api(sandbox, count_all, VENUES, "GET")


@fault("smoke")
def default_limit_wrong(sandbox: Sandbox) -> None:
    """A page of venues holds 10 where 20 are promised."""

    def ask(scope: Scope) -> None:
        if not re.search(rb"(^|&)limit=", scope["query_string"]):
            _ask(scope, limit="10")

    on_request(sandbox, ask, VENUES, "GET")


@fault("smoke")
def totals_wrong(sandbox: Sandbox) -> None:
    """Pagination counts only the venues of this page."""

    def count(answer: Answer) -> None:
        body = answer.json
        body["pagination"].update(total=len(body["data"]), totalPages=1)
        answer.replace(answer.status, body)

    on_api(sandbox, count, VENUES, "GET")


@fault("smoke")
def pages_overlap(sandbox: Sandbox) -> None:
    """Page 2 of the venues repeats the last one of page 1."""
    seen: dict[int, dict[str, Any]] = {}

    def repeat(answer: Answer) -> None:
        body = answer.json
        if body and body.get("data"):
            page = body["pagination"]["page"]
            seen[page] = body["data"][-1]
            body["data"][0] = seen.get(page - 1, body["data"][0])
            answer.replace(answer.status, body)

    on_api(sandbox, repeat, VENUES, "GET")


@fault("smoke")
def venue_lists_of_ten(sandbox: Sandbox) -> None:
    """Lists of a venue's menus and orders hold ten by default."""

    def ten(scope: Scope) -> None:
        if b"limit=" not in scope["query_string"]:
            _ask(scope, limit="10")

    on_request(sandbox, ten, f"{VENUES}/[^/]+/(menus|orders)", "GET")


def _ask(scope: Scope, **changes: str | None) -> None:
    query = dict(parse_qsl(scope["query_string"].decode()))
    query = {name: value for name, value in {**query, **changes}.items() if value is not None}
    scope["query_string"] = urlencode(query).encode()
