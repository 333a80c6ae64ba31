"""One request of the load and what came of it."""

from dataclasses import dataclass
from typing import Any


class InterceptedError(Exception):
    """The answer was not Servio's; the text is who answered instead."""


@dataclass(slots=True)
class Exchange:
    """A timed request. `at` in seconds since the epoch; an answer that never came has status 0 and an error.

    Not frozen: one is made for each request, and freezing triples what that costs.
    """

    at: float
    milliseconds: float
    status_code: int = 0
    content: bytes = b""
    answer: Any = None
    error: Exception | None = None
