"""Requests a second of one process against bare `FastHttpUser`, at full speed against one quick server.

Requests a second depend on what else the machine does, and on how quick the server is. So they are told for a whole
core: requests by the CPU seconds that they took, once the processes ran. Two processes have two cores, less what their
master takes.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cost import CannotMeasureError, cost
from benchmarks.pairs import Asked, Ratio, Target, in_turn
from selftest.support.load_runs import LOCUST, place
from selftest.support.processes import started

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
ONE, TWO, STOCK = "requests a second of a core", "of two processes on two cores", "bare FastHttpUser"


def measure(asked: Asked) -> Iterator[Ratio]:
    """All three in turn."""
    seconds = asked.size(10, 5)
    here = place(asked.folder)
    (here.root / "profiles").mkdir()
    for name, users in (("one", 20), ("two", 40)):
        (here.root / "profiles" / f"{name}.toml").write_text(FULL.format(seconds=seconds, users=users))
    (here.root / "bare.py").write_text(BARE.format(seconds=seconds))
    with started("-m", "benchmarks.quick_server") as server:
        url = server.facts["url"]
        ours = [LOCUST, "--headless", "--run-folder", str(here.root / "out"), "--profile"]
        works = {
            STOCK: lambda: _stock(asked, [LOCUST, "-f", "bare.py", "--headless", "-H", url, "--config", os.devnull]),
            ONE: lambda: _ours(asked, url, [*ours, "one"]),
            TWO: lambda: 2 * _ours(asked, url, [*ours, "two", "--processes", "2"]),
        }
        rounds = in_turn(asked, works, warm=True)
    yield Ratio(f"{ONE}, of {STOCK}", [(each[ONE], each[STOCK]) for each in rounds], Target(3.0, at_least=True))
    yield Ratio(f"{ONE}: {TWO}, of one", [(each[TWO], each[ONE]) for each in rounds], Target(1.9, at_least=True))


def _stock(asked: Asked, command: Sequence[str]) -> float:
    cost(command, asked.folder, asked.environ())
    return float(json.loads((asked.folder / "core.json").read_text()))


def _ours(asked: Asked, url: str, command: Sequence[str]) -> float:
    environ = asked.environ(SERVIO_WEB_URL=url, SERVIO_API_URL=url)
    cost(command, asked.folder, environ, (0, 1, 10, 11))
    return on_a_core(asked.folder / "out" / "load.json")


def on_a_core(load_json: Path) -> float:
    """Return the requests for each second of CPU that the processes of one of our runs took, once it was running."""
    seconds = [row for row in json.loads(load_json.read_text())["timeline"] if row["stage"] == "hold"][1:-1]
    if not seconds:
        raise CannotMeasureError("the load run did not get to its stage")
    return float(sum(row["requests"] for row in seconds) / sum(row["all_cpu"] * row["width"] for row in seconds))
