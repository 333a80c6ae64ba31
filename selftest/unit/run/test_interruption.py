"""A signal that comes while an event loop runs a task."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from servio_verify.workflow.interruption import Interruption


@pytest.fixture
def interruption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Interruption]:
    monkeypatch.setattr("atexit.register", lambda _: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    noted = Interruption()
    noted.watch(tmp_path)
    yield noted
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_task_that_a_signal_meets_goes_on_afterwards(interruption: Interruption, number: int) -> None:
    async def connection() -> str:
        os.kill(os.getpid(), number)
        await asyncio.sleep(0.01)
        return "closed as it should be"

    loop = asyncio.new_event_loop()
    task = loop.create_task(connection())
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(task)
    assert interruption.happened
    assert loop.run_until_complete(task) == "closed as it should be"
    loop.close()


def test_a_loop_that_waits_is_interrupted_at_once(interruption: Interruption) -> None:
    loop = asyncio.new_event_loop()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    since = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(asyncio.sleep(10))
    assert time.monotonic() - since < 5
    assert interruption.happened
    timer.join()
    loop.close()


def test_what_runs_in_no_loop_is_interrupted_where_it_is(interruption: Interruption) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    assert interruption.happened
