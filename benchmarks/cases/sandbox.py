"""The sandbox's start and end, against the time that they may take."""

import time
from collections.abc import Iterator

import httpx

from benchmarks.pairs import Asked, Ratio, Target
from servio_verify.environments.own.sandbox import Sandbox

START, STOP = 0.5, 0.1
"""Seconds."""


def measure(asked: Asked) -> Iterator[Ratio]:
    """Until its API answers, and from being told until its process is gone."""
    rounds = [_times() for _ in range(asked.runs + 1)][1:]
    yield Ratio(f"sandbox's start, of {START} s", [(start, START) for start, _ in rounds], Target(1))
    yield Ratio(f"sandbox's end, of {STOP} s", [(stop, STOP) for _, stop in rounds], Target(1))


def _times() -> tuple[float, float]:
    begun = time.perf_counter()
    sandbox = Sandbox([])
    with httpx.Client() as client:
        client.get(f"{sandbox.addresses()['api_url']}/health").raise_for_status()
        started = time.perf_counter()
    told = time.perf_counter()
    sandbox.stop()
    return started - begun, time.perf_counter() - told
