"""Requests a second of one process against bare `FastHttpUser`, at full speed against one quick server.

Requests a second depend on what else the machine does, and on how quick the server is. So they are told for a whole
core: requests by the CPU seconds that they took, once the processes ran.

Two processes beside a server on two cores take turns with it and with each other, and whatever makes two requests at
once costs each of them more CPU than one alone. That is the machine's. So `--processes 2`, with its master and its
reports, is held against two runs of one process each at the same time: two processes are worth twice that share.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
APART = "two runs at once"


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
        out, beside = here.root / "out", here.root / "beside"
        works = {
            STOCK: lambda: _stock(asked, [LOCUST, "-f", "bare.py", "--headless", "-H", url, "--config", os.devnull]),
            ONE: lambda: _ours(asked, url, {out: ["one"]}),
            APART: lambda: _ours(asked, url, {out: ["one"], beside: ["one"]}),
            TWO: lambda: 2 * _ours(asked, url, {out: ["two", "--processes", "2"]}),
        }
        rounds = in_turn(asked, works, warm=True)
    yield Ratio(f"{ONE}, of {STOCK}", [(each[ONE], each[STOCK]) for each in rounds], Target(3.0, at_least=True))
    led = [(each[TWO], each[APART]) for each in rounds]
    yield Ratio(f"{ONE}: {TWO}, of one without a master", led, Target(1.9, at_least=True))


def _stock(asked: Asked, command: Sequence[str]) -> float:
    cost(command, asked.folder, asked.environ())
    return float(json.loads((asked.folder / "core.json").read_text()))


def _ours(asked: Asked, url: str, runs: Mapping[Path, Sequence[str]]) -> float:
    """Make runs of ours at the same time, each with its folder; return the requests for each second of CPU."""
    environ = asked.environ(SERVIO_WEB_URL=url, SERVIO_API_URL=url)

    def made(folder: Path) -> None:
        command = [LOCUST, "--headless", "--run-folder", str(folder), "--profile", *runs[folder]]
        cost(command, asked.folder, environ, (0, 1, 10, 11))

    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(made, runs))
    return on_a_core(*(folder / "load.json" for folder in runs))


def on_a_core(*files: Path) -> float:
    """Return the requests for each second of CPU that the processes of our runs took, once they were running."""
    rows = [[row for row in json.loads(file.read_text())["timeline"] if row["stage"] == "hold"][1:-1] for file in files]
    seconds = [row for own in rows for row in own]
    if not seconds:
        raise CannotMeasureError("the load run did not get to its stage")
    return float(sum(row["requests"] for row in seconds) / sum(row["all_cpu"] * row["width"] for row in seconds))
