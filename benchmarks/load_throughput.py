"""What does our recording cost? `python -m benchmarks.load_throughput [--pairs 5] [--seconds 10]`.

Bare `FastHttpUser` and our users, in turn, at full speed against one quick server. Requests a second depend on what
else the machine does; CPU per request less so.
"""

# ruff: noqa: S101 - a command, which tells what it found on the terminal
import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from selftest.support.load_runs import LOCUST, place
from selftest.support.processes import ROOT

BARE = """
from locust import FastHttpUser, LoadTestShape, constant, task

class Bare(FastHttpUser):
    wait_time = constant(0)

    @task
    def home(self):
        self.client.get("/")

class Flat(LoadTestShape):
    def tick(self):
        return (20, 100) if self.get_run_time() < {seconds} else None
"""
FULL = """
description = "full speed"
think = 0
stages = [{{ name = "on", seconds = 0.1, users = 20 }}, {{ name = "hold", seconds = {seconds}, users = 20 }}]
gates = ["p50 < 5 s on run"]
most_requests = 5_000_000
"""
PAGE = b"<!doctype html><title>Servio</title>" + b"<p>menu</p>" * 40
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE


BODY = b'{"success": true, "data": [], "meta": {}}'
API = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
"""What makes it a Servio's for who looks before the load."""


class Quick(asyncio.Protocol):
    """Answers as fast as Python can: the home page everywhere but on the API."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request."""
        if data.startswith(b"GET /api/"):
            self.transport.write(API)  # type: ignore[attr-defined]
            return
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))  # type: ignore[attr-defined]


async def serve() -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Quick, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def measure(command: list[str], cwd: Path, stock: Path, url: str) -> tuple[float, float]:
    """Run a load; return requests a second by Locust's own count, and CPU microseconds a request."""
    before = os.times()
    subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"SERVIO_WEB_URL": url, "SERVIO_API_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = os.times()
    row = json.loads(stock.read_text())[0]
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    requests = row["num_requests"]
    return requests / (row["last_request_timestamp"] - row["start_time"]), 1e6 * cpu / requests


def main() -> None:
    """Print the pairs and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        import uvloop

        uvloop.run(serve())
        return
    command = [sys.executable, "-m", "benchmarks.load_throughput", "--serve"]
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdin
        assert server.stdout
        compare(server.stdout.readline().strip(), Path(name), asked.pairs, asked.seconds)
        server.stdin.close()


def compare(url: str, folder: Path, pairs: int, seconds: float) -> None:
    """Measure in turn, first one first and then the other, and print each pair."""
    here = place(folder)
    (folder / "profiles").mkdir()
    (folder / "profiles" / "full.toml").write_text(FULL.format(seconds=seconds))
    (folder / "bare.py").write_text(BARE.format(seconds=seconds))
    bare = [LOCUST, "-f", "bare.py", "--headless", "-H", url, "--json-file", "bare", "--config", os.devnull]
    ours = [LOCUST, "--headless", "--profile", "full", "--run-folder", str(here.root / "out")]
    rates, costs = [], []
    print("bare req/s   ours req/s  ratio   bare us CPU  ours us CPU  ratio")
    for pair in range(pairs):
        found = {}
        for which in ("bare", "ours") if pair % 2 == 0 else ("ours", "bare"):
            if which == "bare":
                found[which] = measure(bare, folder, folder / "bare.json", url)
            else:
                found[which] = measure(ours, folder, folder / "out" / "locust.json", url)
        rates.append(found["ours"][0] / found["bare"][0])
        costs.append(found["ours"][1] / found["bare"][1])
        (bare_rate, bare_cost), (our_rate, our_cost) = found["bare"], found["ours"]
        print(
            f"{bare_rate:>10.0f} {our_rate:>12.0f} {rates[-1]:>6.3f} "
            f"{bare_cost:>13.1f} {our_cost:>12.1f} {costs[-1]:>6.3f}",
            flush=True,
        )
    print(f"median: rate {statistics.median(rates):.3f}, CPU {statistics.median(costs):.3f} of bare FastHttpUser")


if __name__ == "__main__":
    main()
