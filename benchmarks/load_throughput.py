"""How many requests a second does a process make? `python -m benchmarks.load_throughput [--pairs 5] [--seconds 10]`.

Bare `FastHttpUser`, our users, and ours in two processes, in turn, at full speed against one quick server. Requests a
second depend on what else the machine does, and on how quick the server is. So they are told for a whole core: requests
by the CPU seconds that they took, once the processes ran.

Two processes beside a server on two cores take turns with it and with each other, and whatever makes two requests at
once costs each of them more CPU than one alone. That is the machine's. So `--processes 2`, with its master and its
reports, is held against two runs of one process each at the same time: what the same processes make with nobody who
leads them. Two processes are worth twice that share.
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
import json
import time

from locust import FastHttpUser, LoadTestShape, constant, task

class Bare(FastHttpUser):
    wait_time = constant(0)

    @task
    def home(self):
        self.client.get("/")

class Flat(LoadTestShape):
    seen = []

    def tick(self):
        self.seen.append((self.runner.stats.total.num_requests, time.process_time()))
        if self.get_run_time() < {seconds}:
            return 20, 100
        (first, before), (last, after) = self.seen[2], self.seen[-1]
        with open("core.json", "w") as file:
            json.dump((last - first) / (after - before), file)
        return None
"""
FULL = """
description = "full speed"
think = 0
stages = [{{ name = "on", seconds = 0.1, users = {users} }}, {{ name = "hold", seconds = {seconds}, users = {users} }}]
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


def measure(commands: list[list[str]], cwd: Path, url: str) -> None:
    """Run loads at the same time, and wait for all of them."""
    told = os.environ | {"SERVIO_WEB_URL": url, "SERVIO_API_URL": url, "PYTHONPATH": str(ROOT)}
    quiet = {"cwd": cwd, "env": told, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for process in [subprocess.Popen(command, **quiet) for command in commands]:  # type: ignore[call-overload]
        process.wait()


def on_a_core(*folders: Path) -> float:
    """Return the requests for each second of CPU that the processes of these runs took, once they were running."""
    made = [json.loads((folder / "load.json").read_text())["timeline"] for folder in folders]
    seconds = [row for rows in made for row in [row for row in rows if row["stage"] == "hold"][1:-1]]
    return float(sum(row["requests"] for row in seconds) / sum(row["all_cpu"] * row["width"] for row in seconds))


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
    """Measure in turn, and print each turn."""
    place(folder)
    (folder / "profiles").mkdir()
    for name, users in (("one", 20), ("two", 40)):
        (folder / "profiles" / f"{name}.toml").write_text(FULL.format(seconds=seconds, users=users))
    (folder / "bare.py").write_text(BARE.format(seconds=seconds))
    bare = [LOCUST, "-f", "bare.py", "--headless", "-H", url, "--config", os.devnull]
    folders = [folder / name for name in ("out", "beside", "both")]
    ours, beside, both = ([LOCUST, "--headless", "--run-folder", str(each)] for each in folders)
    ours, beside, both = [*ours, "--profile", "one"], [*beside, "--profile", "one"], [*both, "--profile", "two"]
    one, two = [], []
    print("requests a second of a core: bare    ours   ratio   two at once   two led   two led by one")
    for _ in range(pairs):
        measure([bare], folder, url)
        stock = float(json.loads((folder / "core.json").read_text()))
        measure([ours], folder, url)
        mine = on_a_core(folders[0])
        measure([ours, beside], folder, url)
        apart = on_a_core(*folders[:2])
        measure([[*both, "--processes", "2"]], folder, url)
        led = on_a_core(folders[2])
        one.append(mine / stock)
        two.append(2 * led / apart)
        print(f"{stock:>33.0f} {mine:>7.0f} {one[-1]:>7.2f} {apart:>13.0f} {led:>9.0f} {two[-1]:>16.2f}", flush=True)
    print(
        f"median: {statistics.median(one):.2f} of bare FastHttpUser, two processes {statistics.median(two):.2f} of one"
    )


if __name__ == "__main__":
    main()
