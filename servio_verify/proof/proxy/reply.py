"""Reply: the target's answer as it comes over the wire, to be read whole or handed on piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpcore
import httpx

from servio_verify.proof.exchange import Answer, Headers, without

PER_HOP = ("connection", "proxy-connection", "proxy-authenticate", "te", "trailer", "upgrade")
FRAMING = ("transfer-encoding", "content-length", "content-encoding")
STREAMS = ("text/event-stream", "application/x-ndjson", "application/stream+json", "multipart/x-mixed-replace")
LARGEST = 32 * 1024 * 1024
"""Bytes of a body that are kept at once; what is larger goes on as it comes."""

PATIENCE = 5.0
"""Seconds between two pieces of a body without a length; what pauses longer may never end, and goes on as it comes."""

Raw = tuple[tuple[bytes, bytes], ...]


class Reply:
    """What the target answered to one request. Reading raises httpcore's errors where the target breaks off."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self._rest = response.aiter_stream()
        self._came: list[bytes] = []
        self._under_way: asyncio.Future[bytes] | None = None
        self.status = response.status
        self.raw: Raw = tuple(response.headers)
        self.reason: bytes = response.extensions.get("reason_phrase") or phrase(response.status)

    @property
    def headers(self) -> Headers:
        """All of them, as they were written."""
        return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in self.raw)

    @property
    def switched(self) -> httpcore.AsyncNetworkStream | None:
        """The connection that speaks another protocol from now on; None where it is still HTTP."""
        if self.status != HTTPStatus.SWITCHING_PROTOCOLS:
            return None
        stream: httpcore.AsyncNetworkStream = self._response.extensions["network_stream"]
        return stream

    @property
    def closes(self) -> bool:
        """Whether the target closes its connection after this answer."""
        said = self._value(b"connection").lower()
        return b"close" in said or self._response.extensions.get("http_version") == b"HTTP/1.0"

    def handed_on(self) -> Raw:
        """Return its headers as they go on: the coding of one hop, chunks, is written anew."""
        left_out = (*PER_HOP, "transfer-encoding") if self._value(b"transfer-encoding") else PER_HOP
        kept = tuple((name, value) for name, value in self.raw if name.lower().decode("latin-1") not in left_out)
        return (*kept, (b"Connection", b"close")) if self.closes else kept

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it came, still encoded; what was read already comes first."""
        for piece in self._came:
            yield piece
        while piece := await self._next():
            yield piece

    async def answer(self, method: str) -> Answer | None:
        """Return it whole, its body decoded; None where it cannot be had whole: it streams, is huge or breaks off."""
        if self._value(b"content-type").partition(b";")[0].strip().lower().decode("latin-1") in STREAMS:
            return None
        patience = None if self._value(b"content-length") else PATIENCE
        size = 0
        try:
            while piece := await self._next(patience):
                self._came.append(piece)
                size += len(piece)
                if size > LARGEST:
                    return None
        except (TimeoutError, httpcore.NetworkError, httpcore.ProtocolError):
            return None  # whoever reads on gets what came, and the same end
        return self._whole(b"".join(self._came), method)

    def _whole(self, body: bytes, method: str) -> Answer | None:
        framing = FRAMING[:1] if method == "HEAD" else FRAMING
        try:
            body = httpx.Response(200, headers=self.raw, stream=httpx.ByteStream(body)).read() if body else b""
        except httpx.DecodingError:
            return None  # it says that it is encoded, and is not: so it goes on
        return Answer(self.status, without(self.headers, *PER_HOP, *framing), body)

    async def _next(self, patience: float | None = None) -> bytes:
        """Return the next piece, empty at the end. Raises TimeoutError, after which it can be asked again."""
        under_way = self._under_way or asyncio.ensure_future(anext(self._rest, b""))
        self._under_way = under_way
        done, _ = await asyncio.wait({under_way}, timeout=patience)
        if not done:
            raise TimeoutError
        if not under_way.cancelled() and not under_way.exception():
            self._under_way = None  # an error is raised again, whoever reads on
        return under_way.result()

    async def close(self) -> None:
        """Give it up, or end it."""
        if self._under_way:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)
        await self._response.aclose()

    def _value(self, name: bytes) -> bytes:
        return next((value for other, value in self.raw if other.lower() == name), b"")


def phrase(status: int) -> bytes:
    """Return the standard reason phrase of a status."""
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""
