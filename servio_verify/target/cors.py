"""What a browser asks before a write from another origin, and what it needs to be told (Fetch Standard, CORS)."""

import re

import httpx

from servio_verify.api.assertions import ensure

METHODS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
"""The headers of a preflight for a POST of JSON."""


def expect_granted(answer: httpx.Response, origin: str) -> None:
    """Raise ResponseError unless a preflight lets this origin POST JSON, with credentials; a POST needs no more."""
    ensure(answer.is_success, "CORS does not let the web app write", answer)
    names = ("Origin", "Credentials", "Headers")
    told = {name: answer.headers.get(f"Access-Control-Allow-{name}") or "" for name in names}
    allowed = told["Origin"], told["Credentials"]
    let_in = allowed == (origin, "true")
    ensure(let_in, f"CORS does not let the web app write\n(origin, credentials) are {allowed}", answer)
    as_json = re.search(r"content-type|\*", told["Headers"], re.IGNORECASE)
    ensure(as_json, f"CORS does not let the web app write JSON\nit allows the headers {told['Headers']}", answer)
