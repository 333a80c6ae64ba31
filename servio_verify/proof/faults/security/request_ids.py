"""Request ids: what a restaurant's complaint is looked up by is missing or the same for all."""

from functools import partial

from servio_verify.proof.alteration import Alteration
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on, on_refusals, on_sides
from servio_verify.proof.parts.answers import META, with_header, without_headers
from servio_verify.proof.parts.matching import is_write

NAME = "X-Request-ID"
EVERY = "smoke/test_headers.py::test_every_answer_has_a_request_id_of_its_own"
WRITES = "smoke/test_answers.py::test_every_answer_so_far_has_a_request_id_of_its_own"
HABIT = "W3C Trace Context and common practice: an id for each request, by which its log lines are found"

fault = partial(Fault, kind="request ids", source=HABIT)


class Counted(Alteration):
    """Numbers the answers."""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with the number of its request as its id."""
        return answer.with_header(NAME, str(request.number)) if request.side is Side.API else answer


register(
    fault(
        name="request-id-missing",
        title="answers of the API carry no X-Request-ID",
        suffers="a restaurant reports a failed order, and nobody finds it in the logs",
        make=on_sides(without_headers(NAME), Side.API),
        checks=(EVERY,),
    )
)
register(
    fault(
        name="request-id-one-for-all",
        title="every answer has the same X-Request-ID",
        suffers="a search in the logs for one failed order finds everything",
        make=on_sides(with_header(NAME, META["requestId"]), Side.API),
        checks=(EVERY, WRITES),
        needs=frozenset({Need.WRITES}),
    )
)
register(
    fault(
        name="request-id-missing-on-errors",
        title="refusals carry no X-Request-ID",
        suffers="just what went wrong cannot be looked up",
        make=on_refusals(without_headers(NAME)),
        checks=(EVERY,),
    )
)
register(
    fault(
        name="request-id-missing-on-writes",
        title="answers to writes carry no X-Request-ID",
        suffers="a venue that was changed by mistake cannot be traced to a request",
        make=on(without_headers(NAME), is_write),
        checks=(WRITES,),
        needs=frozenset({Need.WRITES}),
    )
)
register(
    fault(
        name="request-id-of-another-form",
        title="X-Request-ID is a short number that counts up",
        suffers="after a restart, two requests have the same id in the logs",
        expected=Expected.SURVIVES,
        make=lambda _scene: Counted(),
        reason="the contract gives the id no form, and in one run the numbers differ",
    )
)
