"""Faults of persistence: what was stored is lost or hidden."""

from contextlib import suppress
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_web, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.refusals import NotFound


@fault("e2e")
def lost_after_reload(sandbox: Sandbox) -> None:
    """A new venue is in the list, and gone after a reload."""
    venues = sandbox.services.venues
    fresh: list[str] = []

    def create(fields: dict[str, Any]) -> Any:
        made = own(fields)
        fresh.append(made["id"])
        return made

    def forget(_answer: Answer) -> None:
        while fresh:
            with suppress(NotFound):
                venues.delete(fresh.pop())

    own = swap(venues, "create", create)
    on_web(sandbox, forget, "/venues")


@fault("e2e")
def others_venues_hidden(sandbox: Sandbox) -> None:
    """A new venue stays hidden from everybody but the person who made it."""
    makers: dict[str, str] = {}

    def remember(answer: Answer) -> None:
        if answer.status == 201:
            makers[answer.json["data"]["id"]] = answer.request.headers.get("cookie", "")

    def hide(answer: Answer) -> None:
        body, viewer = answer.json, answer.request.headers.get("cookie")
        if viewer and body.get("success"):
            body["data"] = [row for row in body["data"] if makers.get(row["id"], viewer) == viewer]
            answer.replace(answer.status, body)

    on_api(sandbox, remember, "/api/v1/venues", "POST")
    on_api(sandbox, hide, "/api/v1/venues", "GET")
