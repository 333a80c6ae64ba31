"""Server that answers as fast as Python can: `python -m benchmarks.quick_server` says where, until its input ends."""

import asyncio
import json
import sys

import uvloop

PAGE = b"<!doctype html><title>Servio</title>" + b"<p>menu</p>" * 40
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
BODY = b'{"success": true, "data": [], "meta": {}}'
API = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
"""What makes it a Servio's for who looks before the load."""


class Quick(asyncio.Protocol):
    """The home page everywhere but on the API."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request."""
        answer = API if data.startswith(b"GET /api/") else ANSWER * data.count(b"\r\n\r\n")
        self.transport.write(answer)  # type: ignore[attr-defined]


async def serve() -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Quick, "127.0.0.1", 0)
    print(json.dumps({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(serve())
