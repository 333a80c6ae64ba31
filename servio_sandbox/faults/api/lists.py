"""Faults of the list of venues: its status, envelope and fields."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api
from servio_sandbox.faults.registry import fault

VENUES = "/api/v1/venues"


@fault("smoke")
def venues_500(sandbox: Sandbox) -> None:
    """The list of venues answers 500."""
    on_api(sandbox, lambda answer: answer.replace(500, "Internal Server Error"), VENUES, "GET")


@fault("smoke")
def venues_need_session(sandbox: Sandbox) -> None:
    """The list of venues answers 401 without a session."""

    def refuse(answer: Answer) -> None:
        if not {"cookie", "authorization"} & set(answer.request.headers):
            error = {"code": "UNAUTHORIZED", "message": "sign in first", "details": None}
            answer.replace(401, {"success": False, "error": error, "meta": answer.json["meta"]})

    on_api(sandbox, refuse, VENUES, "GET")


@fault("smoke")
def venues_bare(sandbox: Sandbox) -> None:
    """The list of venues comes without the envelope."""
    on_api(sandbox, lambda answer: answer.replace(answer.status, answer.json.get("data", [])), VENUES, "GET")


@fault("smoke")
def venues_said_to_be_html(sandbox: Sandbox) -> None:
    """The list of venues is JSON and says that it is HTML."""
    on_api(sandbox, lambda answer: answer.headers.update({"content-type": "text/html"}), VENUES, "GET")


@fault("smoke")
def venues_no_meta(sandbox: Sandbox) -> None:
    """The envelope of the list of venues has no meta."""
    on_api(sandbox, _without("meta"), VENUES, "GET")


@fault("smoke")
def venues_no_pagination(sandbox: Sandbox) -> None:
    """The list of venues has no pagination."""
    on_api(sandbox, _without("pagination"), VENUES, "GET")


@fault("smoke")
def venue_ids_equal(sandbox: Sandbox) -> None:
    """All venues in the list have one and the same id."""
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.update(id=7)), VENUES, "GET")


@fault("smoke")
def venue_name_missing(sandbox: Sandbox) -> None:
    """A venue has no name."""
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.pop("name")), VENUES, "GET")


@fault("smoke")
def venue_currency_null(sandbox: Sandbox) -> None:
    """A venue's currency is null."""
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.update(currency=None)), VENUES, "GET")


def _without(member: str) -> Change:
    def remove(answer: Answer) -> None:
        body = answer.json
        body.pop(member, None)
        answer.replace(answer.status, body)

    return remove
