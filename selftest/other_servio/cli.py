"""Command line: both origins in one process, on free ports of 127.0.0.1."""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.catalogue import REGISTRY
from selftest.other_servio.store.accounts import EMAIL, PASSWORD


class Server(uvicorn.Server):
    """Leaves signals to us: there are two of these in one loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="selftest.other_servio", description=__doc__)
    parser.add_argument("--defect", action="append", default=[], choices=sorted(REGISTRY), metavar="NAME")
    parser.add_argument("--list-defects", action="store_true", help="say what can be broken, and stop")
    parser.add_argument("--json", action="store_true", help="with --list-defects: as JSON")
    parser.add_argument("--late", type=int, default=300, metavar="MS", help="how late lists come (default 300)")
    parser.add_argument(
        "--hydration-delay", type=int, default=0, metavar="MS", help="how long a page answers to nothing (default 0)"
    )
    parser.add_argument(
        "--sign-ins", type=int, default=0, metavar="N", help="attempts until it is too many (default 0: never)"
    )
    parser.add_argument("--unasked", action="store_true", help="the form of a menu does not ask for its venue")
    parser.add_argument("--api-key", action="append", default=[], metavar="KEY", help="a key that works as a token")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when the parent goes away")
    return parser.parse_args(arguments)


def say(line: str) -> None:
    """One line for who started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def list_defects(*, as_json: bool) -> None:
    """Every defect by name."""
    if as_json:
        say(json.dumps([defect.summary() for defect in REGISTRY.values()], indent=1))
        return
    for defect in REGISTRY.values():
        say(f"{defect.name:<34} {defect.tier:<6} {defect.description}")


def listening() -> socket.socket:
    """A socket on a free port."""
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.bind(("127.0.0.1", 0))
    ear.listen(256)
    return ear


def origin(ear: socket.socket) -> str:
    """The origin that a socket serves."""
    return f"http://127.0.0.1:{ear.getsockname()[1]}"


def server(app: ASGIApp) -> Server:
    """A quiet server."""
    config = uvicorn.Config(
        app, lifespan="off", log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    return Server(config)


async def serve(chosen: argparse.Namespace) -> None:
    """Serve until told to stop."""
    web_ear, api_ear = listening(), listening()
    site = Site(
        origin(web_ear),
        late_ms=chosen.late,
        api_keys=chosen.api_key,
        unasked=chosen.unasked,
        hydration_ms=chosen.hydration_delay,
        sign_ins=chosen.sign_ins,
    )
    for name in chosen.defect:
        REGISTRY[name].apply(site)
    servers = server(site.web_app()), server(site.api_app())

    def stop() -> None:
        for each in servers:
            each.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    if chosen.until_stdin_closes:
        threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(stop)), daemon=True).start()
    # The sockets listen already: whoever reads this line may connect at once.
    say(json.dumps({"web_url": origin(web_ear), "api_url": origin(api_ear), "email": EMAIL, "password": PASSWORD}))
    await asyncio.gather(servers[0].serve(sockets=[web_ear]), servers[1].serve(sockets=[api_ear]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit code is 0 unless the command line is wrong."""
    chosen = options(arguments)
    if chosen.list_defects:
        list_defects(as_json=chosen.json)
    else:
        asyncio.run(serve(chosen))
    return 0
