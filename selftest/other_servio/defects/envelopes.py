"""Defects of health, envelopes and errors."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from selftest.other_servio.app.input_parser import Body
from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Answer, Tier, defect, editing, swap
from selftest.other_servio.store.refusals import RefusalError

Refuse = Callable[[Request, RefusalError], Awaitable[Response]]


# "JSON may name the build and each dependency; then every dependency must be ok"
@defect("health-names-a-dead-redis", Tier.SMOKE, "/health answers 200 with JSON in which redis is in error")
def health_names_a_dead_redis(site: Site) -> None:
    async def health(_health: object, request: Request) -> Response:
        checks = {
            "database": {"status": "ok", "responseTime": 3},
            "redis": {"status": "error", "responseTime": 2000},
        }
        return site.api.answer(request, {"status": "ok", "checks": checks})

    swap(site.api, "health", health)


# "Every JSON answer is an envelope: {…, "meta": {"timestamp", "requestId", "version"}}"
@defect("version-missing-in-lists", Tier.SMOKE, "The meta of list answers has no version")
def version_missing_in_lists(site: Site) -> None:
    def drop(_request: Request, answer: Answer) -> None:
        envelope = answer.json
        if envelope and isinstance(envelope.get("data"), list):
            del envelope["meta"]["version"]
            answer.put(envelope)

    site.api_layers.append(editing(drop))


# "Every JSON answer is an envelope"; `NOT_FOUND` 404
@defect("unknown-path-is-html", Tier.SMOKE, "An unknown API path answers 404 with an HTML page instead of an envelope")
def unknown_path_is_html(site: Site) -> None:
    async def lost(_lost: object, _request: Request, _error: Exception) -> Response:
        return HTMLResponse("<!doctype html><title>404</title><h1>Not Found</h1>", 404)

    swap(site.api, "lost", lost)


# "No answer holds a stack trace"
@defect("stack-trace-on-unknown-id", Tier.SMOKE, "The 404 of an unknown venue, menu or order holds a stack trace")
def stack_trace_on_unknown_id(site: Site) -> None:
    trace = (
        "Traceback (most recent call last):\n"
        '  File "/srv/servio/api/venues.py", line 88, in read\n    row = rows[key]\nKeyError: 424242'
    )

    async def refuse(refuse: Refuse, request: Request, refusal: RefusalError) -> Response:
        if refusal.code == "NOT_FOUND" and "endpoint" not in refusal.message:
            refusal.details = {"debug": trace}
        return await refuse(request, refusal)

    swap(site.api, "refuse", refuse)


# "`VALIDATION_ERROR` 400, …, `INTERNAL_ERROR` 500"
@defect("malformed-json-is-500", Tier.SMOKE, "A body that is not JSON is answered with INTERNAL_ERROR 500")
def malformed_json_is_500(site: Site) -> None:
    def body(read: Callable[[bytes], Body], raw: bytes) -> Body:
        try:
            return read(raw)
        except RefusalError as refusal:
            if refusal.details:
                raise
            raise RefusalError("INTERNAL_ERROR", "Something went wrong on our side") from refusal

    swap(site.parser, "body", body)


# "`VALIDATION_ERROR` 400"
@defect("validation-answers-422", Tier.SMOKE, "VALIDATION_ERROR comes with the status 422")
def validation_answers_422(site: Site) -> None:
    def change(_request: Request, answer: Answer) -> None:
        if answer.status == 400:
            answer.status = 422

    site.api_layers.append(editing(change))


# "Every JSON answer is an envelope"
@defect("orders-without-envelope", Tier.SMOKE, "The list of orders is a bare JSON list, the other lists are enveloped")
def orders_without_envelope(site: Site) -> None:
    def unwrap(request: Request, answer: Answer) -> None:
        if request.method == "GET" and request.url.path.endswith("/orders") and answer.status == 200:
            answer.put(answer.json["data"])

    site.api_layers.append(editing(unwrap))
