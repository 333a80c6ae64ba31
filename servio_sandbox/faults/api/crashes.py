"""Faults of what nobody thought of: a request that is wrong, or comes once too often, answers 500."""

from collections.abc import Callable
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body
from servio_sandbox.faults.registry import fault
from servio_sandbox.settings import FIRST, SECOND
from servio_sandbox.store.refusals import NotFound

VENUES = "/api/v1/venues"
VENUE = VENUES + "/[^/]+"
TRACE = "Error: invalid input\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)"
Test = Callable[[Answer], bool]


@fault("smoke")
def malformed_id_500(sandbox: Sandbox) -> None:
    """An id that is none, such as undefined, answers 500 with a stack trace."""
    _crash(sandbox, lambda answer: "undefined" in answer.request.url.path.split("/"), ".*", "GET")


@fault("smoke")
def page_zero_500(sandbox: Sandbox) -> None:
    """A list of venues whose page or limit is zero or less answers 500 with a stack trace."""

    def is_low(answer: Answer) -> bool:
        given = (answer.request.query_params.get(name, "1") for name in ("page", "limit"))
        return any(value == "0" or value.startswith("-") for value in given)

    _crash(sandbox, is_low, VENUES, "GET")


@fault("smoke")
def page_of_orders_500(sandbox: Sandbox) -> None:
    """A list of menus or orders whose page is no number from 1 answers 500 with a stack trace."""
    _crash(sandbox, lambda answer: answer.status == 400, f"{VENUE}/(menus|orders)", "GET")


@fault("smoke")
def order_without_menu_500(sandbox: Sandbox) -> None:
    """An order that names no menu answers 500 with a stack trace."""
    _crash_for(sandbox, lambda body: "menuId" not in body, f"{VENUE}/orders")


@fault("smoke")
def menu_without_name_500(sandbox: Sandbox) -> None:
    """A menu that has no name answers 500 with a stack trace."""
    _crash_for(sandbox, lambda body: "name" not in body, f"{VENUE}/menus")


@fault("smoke")
def null_body_500(sandbox: Sandbox) -> None:
    """A body that is null answers 500 with a stack trace."""
    _crash_for(sandbox, lambda body: body is None, ".*")


@fault("smoke")
def logout_without_session_500(sandbox: Sandbox) -> None:
    """Signing out without a session answers 500 with a stack trace."""

    def is_nobody(answer: Answer) -> bool:
        return "authorization" not in answer.request.headers and not answer.request.cookies

    _crash(sandbox, is_nobody, "/api/v1/auth/logout", "POST")


@fault("smoke")
def order_notes_500(sandbox: Sandbox) -> None:
    """An order with notes answers 500: the column is not there."""
    _crash_for(sandbox, lambda body: any(line.get("notes") for line in body.get("items", [])), f"{VENUE}/orders")


@fault("smoke")
def venue_change_of_wrong_type_500(sandbox: Sandbox) -> None:
    """A change of a venue's name to what is no text answers 500 with a stack trace."""
    _crash_for(sandbox, lambda body: not isinstance(body.get("name", ""), str), VENUE, "PATCH")


@fault("smoke")
def unknown_email_500(sandbox: Sandbox) -> None:
    """Signing in with an e-mail that nobody has answers 500 with a stack trace."""
    _crash_for(sandbox, lambda body: body["email"] not in (FIRST.email, SECOND.email), "/api/v1/auth/login")


@fault("smoke")
def cancel_twice_500(sandbox: Sandbox) -> None:
    """Cancelling an order a second time answers 500 with a stack trace."""
    _crash(sandbox, lambda answer: answer.status == 409, f"{VENUE}/orders/[^/]+/cancel", "POST")


@fault("smoke")
def deleted_venue_write_500(sandbox: Sandbox) -> None:
    """What is written of a venue that is not there answers 500 with a stack trace."""

    def is_gone(answer: Answer) -> bool:
        try:
            sandbox.services.venues.get(answer.request.url.path.split("/")[4])
        except NotFound:
            return answer.status == 404
        return False

    _crash(sandbox, is_gone, f"{VENUE}(/menus|/orders)?", "POST|PATCH|DELETE")


def _crash(sandbox: Sandbox, meets: Test, path: str, method: str) -> None:
    """Answer 500 where an answer meets a condition."""
    on_api(sandbox, lambda answer: answer.replace(500, TRACE) if meets(answer) else None, path, method)


def _crash_for(sandbox: Sandbox, meets: Callable[[dict[str, Any]], bool], path: str, method: str = "POST") -> None:
    """Answer 500 where the body of the request meets a condition."""
    met: list[bool] = []
    on_body(sandbox, lambda body: met.append(meets(body)), path, method)
    _crash(sandbox, lambda _answer: bool(met) and met.pop(), path, method)
