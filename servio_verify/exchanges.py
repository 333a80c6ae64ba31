"""The last exchanges with the API in this process, for the evidence of a failure. No token is in them."""

from collections import deque

import httpx

from servio_verify import known, observed
from servio_verify.envelope import describe

KEPT = 20
EXCHANGES: deque[str] = deque(maxlen=KEPT)


def note(answer: httpx.Response) -> None:
    """Keep an exchange (an httpx event hook): request, answer, and the start of both bodies."""
    answer.read()
    observed.note(answer)
    known.note_answer(answer)
    EXCHANGES.append(describe(answer, with_request=True))
