"""Faults of error responses and of the request id."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_body, without_header
from servio_sandbox.faults.registry import fault

VENUE = "/api/v1/venues/[^/]+"
TRACE = (
    'Traceback (most recent call last):\n  File "/app/servio/api/venues.py", line 41, in create\n'
    "    body = json.loads(request.body)\njson.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"
)


@fault("smoke")
def request_id_missing(sandbox: Sandbox) -> None:
    """Answers of the API carry no request id."""

    def remove(answer: Answer) -> None:
        del answer.headers["x-request-id"]

    on_api(sandbox, remove)


@fault("smoke")
def request_id_missing_on_creation(sandbox: Sandbox) -> None:
    """The answer to what was created carries no request id."""
    on_api(sandbox, _when(201, without_header("X-Request-ID")))


@fault("smoke")
def request_id_missing_on_sign_in(sandbox: Sandbox) -> None:
    """The answer to a sign-in, which holds the token, carries no request id."""
    on_api(sandbox, without_header("X-Request-ID"), "/api/v1/auth/login", "POST")


@fault("smoke")
def change_answer_bare(sandbox: Sandbox) -> None:
    """The answer to a change of a venue is the venue, without an envelope."""
    on_api(sandbox, _when(200, lambda answer: answer.replace(200, answer.json["data"])), VENUE, "PATCH")


@fault("smoke")
def request_id_constant(sandbox: Sandbox) -> None:
    """Every answer of the API carries the same request id."""
    same = "00000000-0000-4000-8000-000000000000"

    def repeat(answer: Answer) -> None:
        answer.body = answer.body.replace(answer.headers["x-request-id"].encode(), same.encode())
        answer.headers["x-request-id"] = same

    on_api(sandbox, repeat)


@fault("smoke")
def unknown_venue_500(sandbox: Sandbox) -> None:
    """An unknown venue answers 500."""
    on_api(sandbox, _when(404, lambda answer: answer.replace(500, "Internal Server Error")), VENUE, "GET")


@fault("smoke")
def unknown_venue_null(sandbox: Sandbox) -> None:
    """An unknown venue answers 200 with null."""

    def find_nothing(answer: Answer) -> None:
        answer.replace(200, {"success": True, "data": None, "meta": answer.json["meta"]})

    on_api(sandbox, _when(404, find_nothing), VENUE, "GET")


@fault("smoke")
def unknown_venue_code(sandbox: Sandbox) -> None:
    """An unknown venue answers 404 with another code than NOT_FOUND."""

    def rename(answer: Answer) -> None:
        body = answer.json
        body["error"]["code"] = "ERR_404"
        answer.replace(404, body)

    on_api(sandbox, _when(404, rename), VENUE, "GET")


@fault("smoke")
def trace_on_404(sandbox: Sandbox) -> None:
    """A 404 holds a stack trace."""

    def explain(answer: Answer) -> None:
        body = answer.json
        body["error"]["details"] = TRACE
        answer.replace(404, body)

    on_api(sandbox, _when(404, explain))


@fault("smoke")
def malformed_body_500(sandbox: Sandbox) -> None:
    """A malformed body answers 500 with a stack trace."""

    def crash(answer: Answer) -> None:
        if b"JSON decode error" in answer.body:
            answer.replace(500, TRACE)

    on_api(sandbox, _when(400, crash))


@fault("smoke")
def refusal_bare(sandbox: Sandbox) -> None:
    """A 400 comes without the envelope."""
    on_api(sandbox, _when(400, lambda answer: answer.replace(400, {"detail": "Bad Request"})))


@fault("smoke")
def unauthorized_as_403(sandbox: Sandbox) -> None:
    """A write without a session answers 403 where 401 is promised."""

    def forbid(answer: Answer) -> None:
        answer.status = 403

    on_api(sandbox, _when(401, forbid), method="POST|PATCH|DELETE")


@fault("smoke")
def long_name_accepted(sandbox: Sandbox) -> None:
    """A name beyond 120 characters is cut and accepted."""
    on_body(sandbox, lambda body: body.update(name=body["name"][:120]), "/api/v1/venues")


@fault("smoke")
def empty_name_accepted(sandbox: Sandbox) -> None:
    """The API accepts a venue with an empty name."""
    on_body(sandbox, lambda body: body.update(name=body.get("name", "").strip() or "Untitled"), "/api/v1/venues")


@fault("smoke")
def unknown_order_500(sandbox: Sandbox) -> None:
    """An order that a venue does not have answers 500 with a stack trace."""
    on_api(sandbox, _when(404, lambda answer: answer.replace(500, TRACE)), f"{VENUE}/orders/[^/]+", "GET")


@fault("smoke")
def page_no_number_500(sandbox: Sandbox) -> None:
    """A list whose page is no number answers 500 with a stack trace."""

    def crash(answer: Answer) -> None:
        if not answer.request.query_params.get("page", "1").isdigit():
            answer.replace(500, TRACE)

    on_api(sandbox, crash, "/api/v1/venues", "GET")


def _when(status: int, change: Change) -> Change:
    def changed(answer: Answer) -> None:
        if answer.status == status:
            change(answer)

    return changed
