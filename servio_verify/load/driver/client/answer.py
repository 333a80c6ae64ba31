"""An answer of the usual kind, read without a parser that calls back for each header; everything else goes to that one.

Usual is: HTTP/1.1, a final status with a body, one Content-Length, not packed, no cookie, a connection that stays, a
head of ASCII as RFC 9112 allows it. What is not sure here is decided by geventhttpclient's parser (llhttp).
"""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from geventhttpclient.header import Headers

_HEAD = re.compile(
    rb"HTTP/1\.1 (?P<status>[2-5][0-9]{2})(?: [\t\x20-\x7e]*)?"
    rb"(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e]*)*\r\n\r\n"
)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(?P<octets>[0-9]{1,9})[ \t]*\r\n")
_NOT_USUAL = re.compile(rb"\r\n(?:transfer-encoding|content-encoding|set-cookie|connection|upgrade|trailer):")
_KEPT = re.compile(rb"\r\nconnection: *keep-alive *(?=\r\n)")
_WITHOUT_BODY = (204, 304)


class Answer:
    """An answer that is complete; its headers are taken apart when somebody asks for them."""

    def __init__(self, status_code: int, head: bytes, content: bytes) -> None:
        self.status_code = status_code
        self.content = content
        self.head = head

    @cached_property
    def headers(self) -> Headers:
        """The headers, as geventhttpclient keeps them."""
        headers = Headers()
        for line in self.head.decode("ascii").split("\r\n")[1:]:
            name, colon, value = line.partition(":")
            if colon:
                headers.add(name, value.lstrip(" \t"))
        return headers


@lru_cache(maxsize=64)  # most servers say the same for a second; to look it up costs a tenth of reading it
def _read(head: bytes) -> tuple[int, int] | None:
    """Return the status and the length of the body; None where the head is not of the usual kind."""
    match = _HEAD.fullmatch(head)
    low = head.lower()
    length = _LENGTH.search(low)
    if match is None or length is None or low.count(b"\r\ncontent-length:") > 1:
        return None
    if _NOT_USUAL.search(low) and _NOT_USUAL.search(_KEPT.sub(b"", low)):
        return None
    status = int(match["status"])
    return None if status in _WITHOUT_BODY else (status, int(length["octets"]))


class Begin(NamedTuple):
    """What the head of a usual answer says; `size` is that of the whole answer, and the body begins at `body_at`."""

    status: int
    body_at: int
    size: int


def usual(data: bytes) -> Begin | None:
    """Return how an answer begins; None where it is not of the usual kind, or where its head is not complete."""
    body_at = data.find(b"\r\n\r\n") + 4
    found = _read(data[:body_at]) if body_at > 4 else None
    return None if found is None else Begin(found[0], body_at, body_at + found[1])
