"""Way past the proxy: bytes that are led through to another host as they come, both ways."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpcore

from servio_verify.environments import proxies
from servio_verify.environments.proxies import Proxy
from servio_verify.traffic.tunnel import address_of

CHUNK = 65536
LONGEST_HEAD = 65536

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Read = Callable[[], Awaitable[bytes]]
Write = Callable[[bytes], Awaitable[None]]


class RefusedError(OSError):
    """The process's own proxy opens no tunnel. `head` is what it answered."""

    def __init__(self, head: bytes) -> None:
        super().__init__("the proxy on the way opens no tunnel")
        self.head = head


async def open_way(host: str, port: int) -> Streams:
    """Connect to a host, through the proxy that this process uses for it. Raises OSError, RefusedError among them."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    proxy = proxies.proxy_for(f"https://{where}")
    if proxy is None:
        return await asyncio.open_connection(host, port)
    over_tls = True if proxy.server.startswith("https:") else None
    reader, writer = await asyncio.open_connection(*address_of(proxy), ssl=over_tls)
    try:
        head = await _tunnel(reader, writer, where, proxy)
        if head.split(b" ", 2)[1:2][0][:1] != b"2":
            raise RefusedError(head)
    except (IndexError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        writer.close()
        raise RefusedError(b"") from error
    except BaseException:
        writer.close()
        raise
    return reader, writer


async def _tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, where: str, proxy: Proxy) -> bytes:
    login = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
    writer.write(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{login}\r\n".encode("latin-1"))
    await writer.drain()
    return await reader.readuntil(b"\r\n\r\n")


def writing(writer: asyncio.StreamWriter) -> Write:
    """Return what writes to a stream and waits until it has room again."""

    async def write(data: bytes) -> None:
        writer.write(data)
        await writer.drain()

    return write


async def lead(one: tuple[Read, Write], other: tuple[Read, Write]) -> None:
    """Hand on what either side says, until one of them ends."""
    ways = [asyncio.ensure_future(_copy(one[0], other[1])), asyncio.ensure_future(_copy(other[0], one[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _copy(read: Read, write: Write) -> None:
    with suppress(OSError, httpcore.NetworkError):
        while data := await read():
            await write(data)
