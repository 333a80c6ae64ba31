"""Envelopes: what is around every answer of the API is gone, wrong, or no JSON."""

import json
from functools import partial

from servio_verify.proof.exchange import Answer
from servio_verify.proof.fault import Expected, Fault, register
from servio_verify.proof.parts.altering import on_routes
from servio_verify.proof.parts.answers import with_header
from servio_verify.proof.parts.envelopes import member, put, take, the_envelope
from servio_verify.proof.parts.routes import LISTS, RECORDS, Route

LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
JSON = "RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format"
PUBLISHED = "the platform's API reference: every JSON answer is an envelope"
BREAKS = "the web app and every program that reads the answer stop, and lists stay empty"

fault = partial(Fault, kind="envelopes")
of_success = partial(fault, checks=(LISTED,), suffers=BREAKS)


def bare(answer: Answer) -> Answer:
    """Return an answer that is its data, without an envelope."""
    told = answer.json
    return answer.with_json(told["data"]) if isinstance(told, dict) and "data" in told else answer


def marked(answer: Answer) -> Answer:
    """Return an answer as it would be with a byte-order mark."""
    return answer.with_body(b"\xef\xbb\xbf" + answer.body)


def as_script(answer: Answer) -> Answer:
    """Return an answer that is JavaScript rather than JSON."""
    return answer if answer.json is None else answer.with_body(json.dumps(answer.json).replace('"data"', "'data'"))


register(
    of_success(
        name="envelope-gone",
        title="answers are the bare data, without their envelope",
        source=PUBLISHED,
        make=on_routes(bare, *RECORDS),
    )
)
register(
    of_success(
        name="envelope-without-meta",
        title="answers carry no meta",
        source=PUBLISHED,
        make=on_routes(the_envelope(take("meta")), *RECORDS),
    )
)
register(
    of_success(
        name="meta-without-version",
        title="meta names no version",
        source=PUBLISHED,
        make=on_routes(member("meta", take("version")), *RECORDS),
    )
)
register(
    of_success(
        name="meta-timestamp-unreadable",
        title="meta.timestamp is a date as people write it",
        source="RFC 3339, Date and Time on the Internet",
        make=on_routes(member("meta", put(timestamp="29.11.2026 um 5:43 Uhr")), *RECORDS),
    )
)
register(
    of_success(
        name="success-says-false",
        title="a success says success: false",
        source=PUBLISHED,
        make=on_routes(the_envelope(put(success=False)), *RECORDS),
    )
)
register(
    of_success(
        name="data-null",
        title="a success has no data (null)",
        source=PUBLISHED,
        make=on_routes(the_envelope(put(data=None)), *LISTS),
    )
)
register(
    of_success(
        name="body-empty",
        title="a success has an empty body",
        source=PUBLISHED,
        make=on_routes(lambda answer: answer.with_body(b""), *RECORDS),
    )
)
register(
    of_success(
        name="json-cut-off",
        title="JSON ends in the middle, and the answer is said to be whole",
        source="nginx: an answer without a length that the application cuts is passed on as complete",
        make=on_routes(lambda answer: answer.with_body(answer.body[: len(answer.body) // 2]), *RECORDS),
    )
)
register(
    of_success(
        name="json-said-to-be-a-page",
        title="JSON says that it is text/html",
        source=JSON,
        make=on_routes(with_header("Content-Type", "text/html; charset=utf-8"), *RECORDS),
    )
)
register(
    of_success(
        name="json-with-byte-order-mark",
        title="JSON begins with a byte-order mark",
        source=f"{JSON}, section 8.1",
        make=on_routes(marked, *RECORDS),
    )
)
register(
    of_success(
        name="json-with-single-quotes",
        title="what should be JSON is written as a script would",
        source=JSON,
        make=on_routes(as_script, *RECORDS),
    )
)
register(
    fault(
        name="json-said-to-be-text",
        title="JSON says that it is text/plain",
        suffers="programs that look at the type first do not read the answer",
        source=JSON,
        make=on_routes(with_header("Content-Type", "text/plain; charset=utf-8"), Route.VENUES, Route.VENUE),
        expected=Expected.SURVIVES,
        reason="the contract names no media type; browsers' fetch reads the JSON all the same",
    )
)
