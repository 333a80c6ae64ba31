"""One connection of the run's to the proxy: HTTP/1.1 in, tunnels to the target opened, others led through untouched."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11
import httpx

from servio_verify.proof.alteration import PORTS, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.proxy.answering import Answering
from servio_verify.proof.proxy.authority import Authority
from servio_verify.proof.proxy.record import Change

CHUNK = 65536
BODILESS = (204, 304)
REASON = "Bad Gateway"


@dataclass(frozen=True)
class Place:
    """Whom a connection speaks to, once a tunnel is open."""

    scheme: str
    host: str
    port: int


class Connection:
    """Speaks with one client until either side closes."""

    def __init__(
        self,
        scene: Scene,
        answering: Answering,
        authority: Authority,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._scene, self._answering, self._authority = scene, answering, authority
        self._reader, self._writer = streams
        self._place: Place | None = None
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=CHUNK * 4)

    async def serve(self) -> None:
        """Answer until the connection ends."""
        while (asked := await self._next()) is not None:
            if asked.method == b"CONNECT":
                if not await self._open(asked.target.decode("latin-1")):
                    return
                continue
            request = await self._request(asked)
            try:
                answer, changes = await self._answering.answer(request)
            except httpx.TransportError as error:  # the target hung up, or was not there: so do we
                self._answering.record.failures[type(error).__name__] += 1
                self._writer.transport.abort()
                return
            if not await self._send(request, answer, changes):
                return

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
            self._http.receive_data(await self._reader.read(CHUNK))
        return event  # type: ignore[return-value] # NEED_DATA is handled above

    async def _next(self) -> h11.Request | None:
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        elif self._http.our_state is not h11.IDLE:
            return None
        event = await self._event()
        return event if isinstance(event, h11.Request) else None

    async def _request(self, asked: h11.Request) -> Request:
        body = b""
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            body += bytes(event.data) if isinstance(event, h11.Data) else b""
        target = asked.target.decode("latin-1")
        place = self._place
        if place is None:
            parts = urlsplit(target)
            place = Place(parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80))
            target = target.partition("://")[2]
            target = f"/{target.partition('/')[2]}"
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in asked.headers.raw_items())
        side = self._scene.side(place.scheme, place.host, place.port, target)
        method = asked.method.decode("latin-1")
        return Request(side, method, place.scheme, place.host, place.port, target, headers, body)

    async def _open(self, authority: str) -> bool:
        """Open a tunnel: to the target's hosts one that ends here, to others one that is led through."""
        host, _, port = authority.rpartition(":")
        place = Place("https", host.strip("[]"), int(port))
        if self._scene.side(place.scheme, place.host, place.port, "/") is Side.OTHER:
            await self._lead_through(place)
            return False
        await self._write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        handshake, fault = self._answering.handshake(place.host)
        self._place = place
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=CHUNK * 4)
        if fault:
            change = Change(fault, f"TLS with {place.host}", "another greeting")
            self._answering.record.changes.append(change)
        try:
            await self._writer.start_tls(self._authority.context(place.host, handshake))
        except (ssl.SSLError, OSError):
            return False
        return True

    async def _lead_through(self, place: Place) -> None:
        try:
            reader, writer = await asyncio.open_connection(place.host, place.port)
        except OSError:
            await self._write(f"HTTP/1.1 502 {REASON}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        await self._write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = (_copy(self._reader, writer), _copy(reader, self._writer))
        tasks = [asyncio.create_task(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        writer.close()

    async def _send(self, request: Request, answer: Answer, changes: list[Change]) -> bool:
        """Send an answer as it is to be delivered; return whether the connection may be used again."""
        how = answer.delivery
        if how.cut_after == 0:
            self._note(changes)
            self._writer.transport.abort()
            return False
        headers = [*answer.headers]
        bodiless = answer.status in BODILESS or request.method == "HEAD"
        if not bodiless and answer.header("Transfer-Encoding") is None:
            headers.append(("Content-Length", str(len(answer.body))))
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await self._write(self._http.send(h11.Response(status_code=answer.status, headers=raw)))
        if not bodiless and not await self._body(answer):
            self._note(changes)
            return False
        await self._write(self._http.send(h11.EndOfMessage()))
        self._note(changes)
        return True

    async def _body(self, answer: Answer) -> bool:
        how, body = answer.delivery, answer.body
        whole = body if how.cut_after is None else body[: how.cut_after]
        step = max(1, int(how.bytes_per_second / 10)) if how.bytes_per_second else CHUNK
        for start in range(0, len(whole), step):
            await self._write(self._http.send(h11.Data(data=whole[start : start + step])))
            if how.bytes_per_second:
                await asyncio.sleep(0.1)
        if len(whole) < len(body):
            self._writer.close()
            return False
        return True

    def _note(self, changes: list[Change]) -> None:
        self._answering.record.answered += 1
        self._answering.record.changes += changes

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
