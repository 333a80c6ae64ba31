"""Faults of answers that are kept: an old one is given again."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault

VENUES = "/api/v1/venues"


@fault("smoke")
def venues_cached_for_ever(sandbox: Sandbox) -> None:
    """The plain list of venues is kept for ever; a search is not."""
    kept: dict[str, Any] = {}

    def keep(answer: Answer) -> None:
        if not answer.request.query_params and answer.status == 200:
            answer.replace(200, kept.setdefault("venues", answer.json))

    on_api(sandbox, keep, VENUES, "GET")


@fault("smoke")
def meta_request_id_frozen(sandbox: Sandbox) -> None:
    """All answers have the same meta.requestId; only the header differs."""
    _freeze(sandbox, "requestId")


@fault("smoke")
def meta_timestamp_frozen(sandbox: Sandbox) -> None:
    """All answers have the same meta.timestamp."""
    _freeze(sandbox, "timestamp")


def _freeze(sandbox: Sandbox, member: str) -> None:
    kept: dict[str, str] = {}

    def freeze(answer: Answer) -> None:
        body = answer.json
        if body and "meta" in body:
            body["meta"][member] = kept.setdefault(member, body["meta"][member])
            answer.replace(answer.status, body)

    on_api(sandbox, freeze, f"{VENUES}.*", "GET")
