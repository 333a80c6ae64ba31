"""A server whose speed and faults are known: what the load gates say is compared with what it recorded itself.

`python -m selftest.support.load_target --json '{"p95": 480}'` prints its address as one line of JSON, and what it
recorded as another one when its standard input closes. It listens on 127.0.0.1 only.
"""

import argparse
import asyncio
import json
import math
import os
import random
import ssl
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field

import uvloop

SIGMA = 0.3
HOME = b"<!doctype html><title>Servio</title><h1>Servio</h1>" + b"<p>menu</p>" * 40
API = b'{"success": true, "data": [], "meta": {}}'
"""What makes it a Servio's for who looks before the load."""


@dataclass(frozen=True)
class Behaviour:
    """What to be; times in seconds, latencies in milliseconds."""

    p95: float = 0.0
    errors: float = 0.0
    error_page: bool = False
    stall_at: float = math.inf
    stall_for: float = 0.0
    refuse_at: float = math.inf
    down_at: float = math.inf
    throttle_after: float = math.inf
    portal_after: float = math.inf
    announce: int = 0
    announce_lines: tuple[str, ...] = ()
    redirect: str = ""
    says: str = ""
    seed: int = 1
    certificate: str = ""


@dataclass
class Truth:
    """What really happened, by the server's own clock."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    throttled: int = 0
    connections: int = 0
    agents: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    closed_early: int = 0


class Target:
    """The server."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.truth = Truth()
        self.draw = random.Random(behaviour.seed)  # noqa: S311 - latencies, no secret
        self.first: float | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def take(self, head: str, writer: asyncio.Transport, received: float) -> None:
        """Answer a request that came just now."""
        task = asyncio.ensure_future(self._answer(head, writer, received))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, head: str, writer: asyncio.Transport, received: float) -> None:
        first_line, *lines = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        path, keep = first_line.split(" ")[1], headers.get("connection", "").lower() != "close"
        if path == "/health":
            down = self._since() >= self.behaviour.down_at
            said = json.dumps({"status": "ok", "environment": self.behaviour.says}).encode()
            send(writer, response(503 if down else 200, said, keep, type_="application/json"), keep)
            return
        if "load;" not in headers.get("user-agent", ""):
            lines = [f"X-RateLimit-Limit: {self.behaviour.announce}"] if self.behaviour.announce else []
            body, kind = (API, "application/json") if path.startswith("/api/") else (HOME, "text/html")
            send(writer, response(200, body, keep, (*lines, *self.behaviour.announce_lines), type_=kind), keep)
            return
        self._note(headers)
        since = self._since()
        if since >= self.behaviour.refuse_at:
            writer.abort()
            return
        await self._wait(since)
        status, body = self._result(since)
        if writer.is_closing():
            self.truth.closed_early += 1
            return
        send(writer, response(status, body, keep, location=self.behaviour.redirect), keep)
        self._record(status, body, (time.perf_counter() - received) * 1000)

    def _since(self) -> float:
        return 0.0 if self.first is None else time.perf_counter() - self.first

    def _note(self, headers: dict[str, str]) -> None:
        self.first = self.first or time.perf_counter()
        for seen, name in ((self.truth.agents, "user-agent"), (self.truth.runs, "x-servio-verify-run")):
            seen[headers.get(name, "none")] = seen.get(headers.get(name, "none"), 0) + 1

    async def _wait(self, since: float) -> None:
        stalled = self.behaviour.stall_at + self.behaviour.stall_for - since
        if since >= self.behaviour.stall_at and stalled > 0:
            await asyncio.sleep(stalled)
        if self.behaviour.p95:
            # The 95th percentile of a standard normal is 1.6449: lognormal with exactly this p95.
            middle = math.log(self.behaviour.p95 / 1000) - 1.644853627 * SIGMA
            await asyncio.sleep(self.draw.lognormvariate(middle, SIGMA))

    def _result(self, since: float) -> tuple[int, bytes]:
        if self.behaviour.redirect:
            return 302, b""
        if since >= self.behaviour.throttle_after:
            return 429, b"slow down"
        if since >= self.behaviour.portal_after:
            return 511, b"<title>Network sign-in</title>"
        if since >= self.behaviour.down_at:
            return 503, b"no"
        if self.behaviour.error_page:
            return 200, b"<!doctype html><title>Application error</title>"
        return (500, b"broken") if self.draw.random() < self.behaviour.errors else (200, HOME)

    def _record(self, status: int, body: bytes, milliseconds: float) -> None:
        if status == 429:
            self.truth.throttled += 1
        elif status == 200 and body is HOME:
            self.truth.milliseconds.append(milliseconds)
        else:
            self.truth.failed += 1


class Connection(asyncio.Protocol):
    """One connection: notes the time as soon as a request is there."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self.transport = transport
        self.target.truth.connections += 1

    def data_received(self, data: bytes) -> None:
        """Answer each request whose head is complete; none of ours has a body."""
        received = time.perf_counter()
        *heads, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        for head in heads:
            self.target.take(head.decode("latin-1"), self.transport, received)  # type: ignore[arg-type] # it is one


def send(writer: asyncio.Transport, answer: bytes, keep: bool) -> None:
    """Send an answer, and close the connection where it is not kept.

    At once: the loop would send it when it has handled whatever else is due, and after its time was taken.
    """
    if writer.get_extra_info("sslcontext") is None and not writer.get_write_buffer_size():
        with suppress(OSError):  # full, or gone: the loop sees to it
            answer = answer[os.write(writer.get_extra_info("socket").fileno(), answer) :]
    if answer:
        writer.write(answer)
    if not keep:
        writer.close()


def response(
    status: int, body: bytes, keep: bool, more: tuple[str, ...] = (), location: str = "", type_: str = "text/html"
) -> bytes:
    """Return a whole HTTP/1.1 answer."""
    head = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", f"Content-Type: {type_}"]
    head += more
    head += [f"Location: {location}"] if location else []
    head += [] if keep else ["Connection: close"]
    return "\r\n".join([*head, "", ""]).encode() + body


async def main(behaviour: Behaviour) -> None:
    """Serve until standard input closes."""
    target = Target(behaviour)
    context = None
    if behaviour.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(behaviour.certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(target), "127.0.0.1", 0, ssl=context, backlog=1000)
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    print(json.dumps({"url": f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}"}), flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(asdict(target.truth)), flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", default="{}")
    uvloop.run(main(Behaviour(**json.loads(parser.parse_args().json))))
