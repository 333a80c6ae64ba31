"""Delivering an answer to the run: as the target gave it, or as a fault has it; noted once it is there."""

import asyncio
from collections.abc import Sequence
from time import monotonic

import h11

from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.proxy.answering import NOTICED
from servio_verify.proof.proxy.record import Change, Record
from servio_verify.proof.proxy.reply import Reply, phrase
from servio_verify.proof.proxy.way import CHUNK

BODILESS = (204, 304)
TICK = 0.1
"""Seconds between two pieces of an answer that trickles."""


class Delivering:
    """Writes one answer to the client."""

    def __init__(self, http: h11.Connection, writer: asyncio.StreamWriter, record: Record) -> None:
        self._http, self._writer, self._record = http, writer, record

    def hang_up(self, error: Exception) -> bool:
        """Close the connection as the target did; return that it is not used again."""
        self._record.failures[type(error).__name__] += 1
        self._writer.transport.abort()
        return False

    async def switch(self, reply: Reply) -> None:
        """Hand on that the target speaks another protocol from now on."""
        kept = [(name, value) for name, value in reply.raw if name.lower() != b"content-length"]
        switching = h11.InformationalResponse(status_code=101, headers=kept, reason=reply.reason)
        await self._write(self._http.send(switching))
        self._record.add([])

    async def hand_on(self, reply: Reply, changes: Sequence[Change]) -> bool:
        """Send the target's reply as it comes; return whether the connection may be used again."""
        response = h11.Response(status_code=reply.status, headers=[*reply.handed_on()], reason=reply.reason)
        await self._write(self._http.send(response))
        async for piece in reply.pieces():
            await self._write(self._http.send(h11.Data(data=piece)))
        await self._write(self._http.send(h11.EndOfMessage()))
        self._record.add(changes)
        return True

    async def send(self, request: Request, answer: Answer, changes: Sequence[Change]) -> bool:
        """Send an answer as it is to be delivered; return whether the connection may be used again."""
        if answer.delivery.cut_after == 0:
            self._record.add(changes)
            self._writer.transport.abort()
            return False
        bodiless = answer.status in BODILESS or request.method == "HEAD"
        length = () if bodiless else (("Content-Length", str(len(answer.body))),)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (*answer.headers, *length)]
        reason = phrase(answer.status)
        await self._write(self._http.send(h11.Response(status_code=answer.status, headers=headers, reason=reason)))
        whole = True if bodiless else await self._body(answer, changes)
        if whole:
            await self._write(self._http.send(h11.EndOfMessage()))
        self._record.add(changes)
        return whole

    async def _body(self, answer: Answer, changes: Sequence[Change]) -> bool:
        how, body, begun = answer.delivery, answer.body, monotonic()
        wanted = body if how.cut_after is None else body[: how.cut_after]
        step = max(1, int(how.bytes_per_second * TICK)) if how.bytes_per_second else CHUNK
        try:
            for start in range(0, len(wanted), step):
                await self._write(self._http.send(h11.Data(data=wanted[start : start + step])))
                if how.bytes_per_second:
                    await asyncio.sleep(TICK)
        except (asyncio.CancelledError, OSError):
            if how.bytes_per_second and monotonic() - begun >= NOTICED:  # whoever waited so long has met it
                self._record.add(changes)
            raise
        if len(wanted) < len(body):
            self._writer.close()
            return False
        return True

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()
