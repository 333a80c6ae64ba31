"""The proxy as a server: a thread of its own, on a free port of this machine, for one run."""

import asyncio
import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import h11

from servio_verify.environments.model import Environment
from servio_verify.environments.proxies import PROOF
from servio_verify.proof.alteration import Scene
from servio_verify.proof.fault import Fault
from servio_verify.proof.proxy.answering import Answering
from servio_verify.proof.proxy.authority import Authority
from servio_verify.proof.proxy.behind import Behind
from servio_verify.proof.proxy.connection import Connection
from servio_verify.proof.proxy.record import Record

HOST = "127.0.0.1"
LAST_SECONDS = 0.5
"""How long a client may take to say good-bye."""

BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Proxy:
    """A proxy that is up, and what passes it."""

    url: str
    authority: Path
    record: Record = field(default_factory=Record)
    over_https: bool = True

    def settings(self) -> Mapping[str, str]:
        """Return the settings of the process environment that lead a run through it."""
        return {PROOF: self.url} | ({"SERVIO_CA_FILE": str(self.authority)} if self.over_https else {})


@contextmanager
def proxy(scene: Scene, faults: Sequence[Fault] = ()) -> Iterator[Proxy]:
    """Stand between a run and a target with these faults, until the block ends."""
    authority = Authority()
    with tempfile.TemporaryDirectory(prefix="servio-prove-") as folder:
        file = Path(folder, "authority.pem")
        file.write_text(authority.pem + believed_anyway(scene.environment), encoding="utf-8")
        loop, record = asyncio.new_event_loop(), Record()
        named = [(fault.name, fault.make(scene)) for fault in faults if fault.make]
        server = loop.run_until_complete(_listen(scene, Answering(named, record), authority))
        port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, name="proof-proxy", daemon=True)
        thread.start()
        try:
            yield Proxy(f"http://{HOST}:{port}", file, record, scene.environment.over_https)
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


def believed_anyway(environment: Environment) -> str:
    """Return the authorities that a run believes without a proxy: other hosts' certificates are theirs."""
    known = environment.ca_file or ssl.get_default_verify_paths().cafile
    try:
        return "\n" + Path(known).read_text(encoding="utf-8") if known else ""
    except (OSError, UnicodeDecodeError):
        return ""


async def _listen(scene: Scene, answering: Answering, authority: Authority) -> asyncio.Server:
    behind = Behind(scene.environment)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.CancelledError):
                try:
                    await Connection(scene, answering, authority, behind, (reader, writer)).serve()
                except h11.RemoteProtocolError:
                    writer.write(BAD_REQUEST)
                except h11.LocalProtocolError as error:  # an answer that HTTP/1.1 cannot carry: a hang-up
                    answering.record.failures[str(error)] += 1
                    writer.transport.abort()
        finally:
            await _close(writer)

    return await asyncio.start_server(speak, HOST, 0, backlog=512)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(writer.wait_closed(), LAST_SECONDS)
        return
    writer.transport.abort()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
