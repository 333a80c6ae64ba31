"""One connection of the run's to the proxy: HTTP/1.1 in, tunnels to the target opened, others led through untouched."""

import asyncio
import ssl
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import h11

from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Request, Side
from servio_verify.proof.proxy.answering import Answering
from servio_verify.proof.proxy.authority import Authority
from servio_verify.proof.proxy.behind import Behind, met
from servio_verify.proof.proxy.delivering import Delivering
from servio_verify.proof.proxy.place import Place, asked_of, place_of
from servio_verify.proof.proxy.record import Change
from servio_verify.proof.proxy.reply import Reply
from servio_verify.proof.proxy.upstream import FAILURES, Upstream
from servio_verify.proof.proxy.way import CHUNK, RefusedError, Streams, lead, open_way, writing

OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"
CLOSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
LONGEST_HEAD = 256 * 1024


@dataclass
class Connection:
    """Speaks with one client until either side closes."""

    scene: Scene
    answering: Answering
    authority: Authority
    behind: Behind
    streams: Streams
    place: Place | None = None
    """Whom it speaks to, once a tunnel is open."""

    switched: Reply | None = None
    """What has switched it to another protocol."""

    http: h11.Connection = field(default_factory=lambda: h11.Connection(h11.SERVER, LONGEST_HEAD))

    async def serve(self) -> None:
        """Answer until the connection ends."""
        upstream = Upstream(self.behind)
        try:
            while (asked := await self._next()) is not None:
                if asked.method == b"CONNECT":
                    if not await self._open(asked.target.decode("latin-1")):
                        return
                    continue
                request = await self._request(asked)
                if not await self._unless_gone(self._exchange(request, upstream)):
                    break
            if self.switched:
                await self._lead_on(self.switched)
        finally:
            await upstream.close()

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            if self.http.they_are_waiting_for_100_continue:
                await self._write(self.http.send(h11.InformationalResponse(status_code=100, headers=[])))
            self.http.receive_data(await self.streams[0].read(CHUNK))
        return event  # type: ignore[return-value] # NEED_DATA is handled above

    async def _next(self) -> h11.Request | None:
        if self.http.our_state is h11.DONE and self.http.their_state is h11.DONE:
            self.http.start_next_cycle()
        elif self.http.our_state is not h11.IDLE:
            return None
        event = await self._event()
        return event if isinstance(event, h11.Request) else None

    async def _request(self, asked: h11.Request) -> Request:
        pieces = []
        while isinstance(event := await self._event(), h11.Data):
            pieces.append(bytes(event.data))
        place, path = (self.place, asked.target.decode("latin-1")) if self.place else asked_of(asked.target)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in asked.headers.raw_items())
        side = self.scene.side(place.scheme, place.host, place.port, path)
        method, body = asked.method.decode("latin-1"), b"".join(pieces)
        return Request(side, method, place.scheme, place.host, place.port, path, headers, body)

    async def _unless_gone(self, work: Coroutine[Any, Any, bool]) -> bool:
        """Return what the work does; it is given up where the client goes away meanwhile."""
        working, gone = asyncio.ensure_future(work), asyncio.ensure_future(self._gone())
        try:
            await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else False
        finally:
            for task in (working, gone):
                task.cancel()
            await asyncio.gather(working, gone, return_exceptions=True)

    async def _gone(self) -> None:
        with suppress(OSError):
            while data := await self.streams[0].read(CHUNK):
                self.http.receive_data(data)

    async def _exchange(self, request: Request, upstream: Upstream) -> bool:
        """Answer a request; return whether the connection may be used again."""
        delivering = Delivering(self.http, self.streams[1], self.answering.record)
        try:
            outcome = await self.answering.answer(request, upstream)
        except FAILURES as error:  # the target hung up, or was not there: so do we
            return delivering.hang_up(error)
        if outcome.answer:
            return await delivering.send(request, outcome.answer, outcome.changes)
        if outcome.reply is None:
            return False
        if outcome.reply.switched:
            await delivering.switch(outcome.reply)
            self.switched = outcome.reply
            return False
        try:
            return await delivering.hand_on(outcome.reply, outcome.changes)
        except FAILURES as error:
            return delivering.hang_up(error)
        finally:
            await outcome.reply.close()

    async def _lead_on(self, reply: Reply) -> None:
        """Hand on what is no longer HTTP, in both directions."""
        stream = reply.switched
        if stream is None:
            return
        try:
            if first := self.http.trailing_data[0]:
                await stream.write(first)
            other = (lambda: stream.read(CHUNK)), stream.write
            await lead((lambda: self.streams[0].read(CHUNK), writing(self.streams[1])), other)
        finally:
            await reply.close()

    async def _open(self, authority: str) -> bool:
        """Open a tunnel: to the target's hosts one that ends here, to others one that is led through."""
        place, plain = place_of("https", authority), place_of("http", authority)
        if self.scene.side(place.scheme, place.host, place.port, "/") is Side.OTHER:
            if self.scene.side(plain.scheme, plain.host, plain.port, "/") is Side.OTHER:
                await self._lead_through(place)
                return False
            # Playwright's own requests, and WebSockets, want a tunnel also where the target speaks plain HTTP.
            self.place, self.http = plain, h11.Connection(h11.SERVER, LONGEST_HEAD)
            await self._write(OPEN)
            return True
        own = await self.behind.greeting(place.origin)
        handshake, fault = self.answering.handshake(place.host, own)
        self.place, self.http = place, h11.Connection(h11.SERVER, LONGEST_HEAD)
        await self._write(OPEN)
        version = None
        try:
            await self.streams[1].start_tls(self.authority.context(place.host, handshake))
            version = self.streams[1].get_extra_info("ssl_object").version()
        except ssl.SSLError:
            pass
        except OSError:
            return False
        if fault and met(handshake, version):
            self.answering.record.changes.append(Change(fault, f"TLS with {place.host}", "another greeting"))
        return version is not None

    async def _lead_through(self, place: Place) -> None:
        try:
            reader, writer = await open_way(place.host, place.port)
        except RefusedError as refused:
            await self._write(refused.head or CLOSED)
            return
        except OSError:
            await self._write(CLOSED)
            return
        try:
            await self._write(OPEN)
            here = (lambda: self.streams[0].read(CHUNK)), writing(self.streams[1])
            await lead(here, (lambda: reader.read(CHUNK), writing(writer)))
        finally:
            writer.close()

    async def _write(self, data: bytes | None) -> None:
        if data:
            self.streams[1].write(data)
            await self.streams[1].drain()
