"""Exchange with Servio, as typed facts: what was asked, what came, and what was expected."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict

from servio_verify.failures.ids import without_ids

REQUESTS_NAMED = 3
"""Requests that one line names."""

UNAVAILABLE = 503
_MESSAGE = re.compile(r'"message"\s*:\s*"([^"\\]{1,80})"')
"""What Servio's envelope says of itself, in a body of which only the beginning may be kept."""

_API = re.compile(r"^/api(?:/v\d+)?(?=/)")


class Exchange(BaseModel):
    """`status` is None where no answer came: then `error` says why. `sent` and `body` are without secrets.

    `answered_by` is who answered instead of Servio, where the answer is somebody else's (results.intermediary).
    """

    model_config = ConfigDict(frozen=True)

    method: str
    url: str
    status: int | None = None
    expected: str = ""
    origin: str = ""
    request_id: str = ""
    sent: str = ""
    body: str = ""
    error: str = ""
    account: str = ""
    """E-mail of the account that tried to sign in, where that is what was asked for."""
    answered_by: str = ""

    @property
    def path(self) -> str:
        """The path without ids and without the prefix of the API: `…/venues/…/orders`."""
        return _API.sub("…", without_ids(urlsplit(self.url).path or "/"))

    @property
    def request(self) -> str:
        """Method, path and where the request said that it came from, in a few words."""
        return f"{self.method} {self.path}" + (f" from {self.origin}" if self.origin else "")

    @property
    def query(self) -> str:
        """The query in a few words: `?limit=2&search=…`."""
        pairs = parse_qsl(urlsplit(self.url).query)
        return "?" + "&".join(f"{name}={value if value.isdecimal() else '…'}" for name, value in pairs) if pairs else ""

    @property
    def outcome(self) -> str:
        """What came of it; nothing where the status is not what is wrong."""
        if self.status is None:
            return f" got no answer: {self.error}"
        if self.expected:
            return f" answered {self.status}, expected {self.expected}"
        return f" answered {self.status}" if self.status >= 300 else ""

    @property
    def unavailable(self) -> str:
        """What Servio says that is not available, where it answers 503; by the status alone nobody knows which part."""
        said = _MESSAGE.search(self.body) if self.status == UNAVAILABLE else None
        return said[1] if said else ""

    @property
    def lines(self) -> list[str]:
        """The whole exchange, for the evidence: what came, and what was sent."""
        came = f"got no answer: {self.error}" if self.status is None else f"answered {self.status} {self.body}"
        return [f"{self.method} {self.url} {came}".rstrip(), *([f"sent {self.sent}"] if self.sent else [])]

    def __str__(self) -> str:
        """The whole exchange in one line."""
        return ", ".join(self.lines)


def summary(exchanges: Iterable[Exchange]) -> str:
    """Return exchanges of one cause in a few words: `GET /, GET /login and 2 more`, and what came of all of them."""
    seen = list(exchanges)
    requests = list(dict.fromkeys(each.request + each.query for each in seen))
    if len(requests) > 1:  # several searches in one list are one request to a reader
        requests = list(dict.fromkeys(each.request for each in seen))
    more = f" and {len(requests) - REQUESTS_NAMED} more" if len(requests) > REQUESTS_NAMED else ""
    outcomes, parts = {each.outcome for each in seen}, {each.unavailable for each in seen}
    if len(outcomes) > 1:  # several things were wanted of it, and one came
        outcomes = {each.model_copy(update={"expected": ""}).outcome for each in seen}
    what = f": {parts.pop()}" if len(parts) == 1 and "" not in parts else ""
    return f"{', '.join(requests[:REQUESTS_NAMED])}{more}{outcomes.pop() + what if len(outcomes) == 1 else ''}"
