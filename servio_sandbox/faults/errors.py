"""Faults of refusals, and of the request id."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_body
from servio_sandbox.faults.registry import fault

VENUE = "/api/v1/venues/[^/]+"
TRACE = (
    'Traceback (most recent call last):\n  File "/app/servio/api/venues.py", line 41, in create\n'
    "    body = json.loads(request.body)\njson.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"
)


@fault("request-id-missing", "smoke", "answers of the API carry no request id")
def _(sandbox: Sandbox) -> None:
    def remove(answer: Answer) -> None:
        del answer.headers["x-request-id"]

    on_api(sandbox, remove)


@fault("request-id-constant", "smoke", "every answer of the API carries the same request id")
def _(sandbox: Sandbox) -> None:
    same = "00000000-0000-4000-8000-000000000000"

    def repeat(answer: Answer) -> None:
        answer.body = answer.body.replace(answer.headers["x-request-id"].encode(), same.encode())
        answer.headers["x-request-id"] = same

    on_api(sandbox, repeat)


@fault("unknown-venue-500", "smoke", "an unknown venue answers 500")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _when(404, lambda answer: answer.say(500, "Internal Server Error")), VENUE, "GET")


@fault("unknown-venue-null", "smoke", "an unknown venue answers 200 with null")
def _(sandbox: Sandbox) -> None:
    def find_nothing(answer: Answer) -> None:
        answer.say(200, {"success": True, "data": None, "meta": answer.json["meta"]})

    on_api(sandbox, _when(404, find_nothing), VENUE, "GET")


@fault("unknown-venue-code", "smoke", "an unknown venue answers 404 with another code than NOT_FOUND")
def _(sandbox: Sandbox) -> None:
    def rename(answer: Answer) -> None:
        body = answer.json
        body["error"]["code"] = "ERR_404"
        answer.say(404, body)

    on_api(sandbox, _when(404, rename), VENUE, "GET")


@fault("trace-on-404", "smoke", "a 404 holds a stack trace")
def _(sandbox: Sandbox) -> None:
    def explain(answer: Answer) -> None:
        body = answer.json
        body["error"]["details"] = TRACE
        answer.say(404, body)

    on_api(sandbox, _when(404, explain))


@fault("malformed-body-500", "smoke", "a malformed body answers 500 with a stack trace")
def _(sandbox: Sandbox) -> None:
    def crash(answer: Answer) -> None:
        if b"JSON decode error" in answer.body:
            answer.say(500, TRACE)

    on_api(sandbox, _when(400, crash))


@fault("refusal-bare", "smoke", "a 400 comes without the envelope")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _when(400, lambda answer: answer.say(400, {"detail": "Bad Request"})))


@fault("unauthorized-as-403", "smoke", "a write without a session answers 403 where 401 is promised")
def _(sandbox: Sandbox) -> None:
    def forbid(answer: Answer) -> None:
        answer.status = 403

    on_api(sandbox, _when(401, forbid), method="POST|PATCH|DELETE")


@fault("long-name-accepted", "smoke", "a name beyond 120 characters is cut and accepted")
def _(sandbox: Sandbox) -> None:
    on_body(sandbox, lambda body: body.update(name=body["name"][:120]), "/api/v1/venues")


@fault("empty-name-accepted", "smoke", "the API accepts a venue with an empty name")
def _(sandbox: Sandbox) -> None:
    on_body(sandbox, lambda body: body.update(name=body.get("name", "").strip() or "Untitled"), "/api/v1/venues")


def _when(status: int, change: Change) -> Change:
    def changed(answer: Answer) -> None:
        if answer.status == status:
            change(answer)

    return changed
