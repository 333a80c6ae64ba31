"""Headers: what protects a guest's browser is missing or wrong."""

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Fault, register


class WithoutHeader(Alteration):
    """Takes a header from every answer of a side."""

    def __init__(self, side: Side, *names: str) -> None:
        self._side, self._names = side, names

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer without them."""
        return answer.without_header(*self._names) if request.side is self._side else answer


def _no_nosniff(_scene: Scene) -> Alteration:
    return WithoutHeader(Side.WEB, "X-Content-Type-Options")


register(
    Fault(
        name="web-without-nosniff",
        kind="headers",
        title="the web origin sends no X-Content-Type-Options",
        suffers="a file that somebody uploaded runs as a script in a guest's browser",
        source="OWASP Secure Headers Project, X-Content-Type-Options",
        make=_no_nosniff,
        checks=("smoke/test_headers.py::test_security_headers_come_with",),
    )
)
