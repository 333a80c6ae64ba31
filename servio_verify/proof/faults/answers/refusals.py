"""Refusals: an error of the API does not say what it is, says too much, or says that all is well."""

from functools import partial

from servio_verify.proof.fault import Expected, Fault, register
from servio_verify.proof.parts.altering import on_refusals
from servio_verify.proof.parts.envelopes import member, put, take, the_envelope, turn

NOT_FOUND = "smoke/test_venues.py::test_an_unknown_venue_is_not_found"
CODES = "the platform's API reference: error codes"

fault = partial(Fault, kind="refusals")
of_error = partial(fault, checks=(NOT_FOUND,), source=CODES)

register(
    of_error(
        name="error-says-success",
        title="a refusal says success: true",
        suffers="a form that was refused says that it was saved",
        make=on_refusals(the_envelope(put(success=True))),
    )
)
register(
    of_error(
        name="error-without-code",
        title="a refusal has no error code",
        suffers="the page cannot tell a wrong name from an outage, and says only that something is wrong",
        make=on_refusals(member("error", take("code"))),
    )
)
register(
    of_error(
        name="error-code-of-another-form",
        title="error codes are in lower case",
        suffers="the web app knows none of the codes, and shows its most general message for all",
        make=on_refusals(member("error", turn("code", str.lower))),
    )
)
register(
    of_error(
        name="error-is-a-text",
        title="the error of a refusal is a text, not an object",
        suffers="the page shows an empty message where it should say what to mend",
        make=on_refusals(the_envelope(turn("error", lambda error: str(error.get("message"))))),
    )
)
register(
    of_error(
        name="error-without-message",
        title="a refusal has a code and no message",
        suffers="an employee is shown a code of a program",
        make=on_refusals(member("error", take("message"))),
    )
)
register(
    of_error(
        name="error-shows-a-stack-trace",
        title="a refusal shows a stack trace",
        suffers="whoever looks for a hole is told files, lines and libraries",
        source="CWE-209, Generation of Error Message Containing Sensitive Information",
        make=on_refusals(
            member("error", put(message="TypeError: x is undefined\n    at find (/srv/app/dist/venues.js:41:17)"))
        ),
    )
)
register(
    fault(
        name="error-without-details",
        title="a refusal has no details",
        suffers="a form says that it was refused, and not which field is wrong",
        source=CODES,
        make=on_refusals(member("error", take("details"))),
        expected=Expected.SURVIVES,
        reason="the contract shows details, and does not say which refusals have any",
    )
)
