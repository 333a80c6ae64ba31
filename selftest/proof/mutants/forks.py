"""Forked processes, some at a time, each with an end: what runs a mutant must not touch what runs the next one."""

import math
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MEMORY = 4 * 2**30
"""Bytes of address space that a mutant may take: one that never stops to collect ends by an error."""

WAITED_OUT, COMPUTED_OUT = -signal.SIGKILL, -signal.SIGXCPU
"""Exit codes of a task whose time was over."""

PATIENCE = 10
"""How much longer it may take than it may compute: the machine may be busy with others, and that kills no mutant."""

BROKEN = 70
"""Exit code of a task that raised: nothing is known then."""


@dataclass(frozen=True)
class Task(Generic[T]):
    """Something to run in a fork: what it is for, what returns its exit code, and the seconds that it may compute."""

    subject: T
    run: Callable[[], int]
    seconds: float


@dataclass(frozen=True)
class _Child(Generic[T]):
    subject: T
    pid: int
    until: float


def run_forked(tasks: Iterable[Task[T]], jobs: int) -> Iterator[tuple[T, int]]:
    """Run tasks, so many at a time; yield each with its exit code as it ends."""
    running: dict[int, _Child[T]] = {}
    waiting = iter(tasks)
    try:
        while True:
            while len(running) < jobs and (task := next(waiting, None)):
                running |= [_start(task)]
            if not running:
                return
            yield from _ended(running)
    finally:
        for child in running.values():
            _kill(child.pid)
            os.waitpid(child.pid, 0)


def _ended(running: dict[int, _Child[T]]) -> Iterator[tuple[T, int]]:
    """Wait until one ends, or its time is over: the pipe that it holds open closes with it."""
    soonest = min(child.until for child in running.values())
    closed, _, _ = select.select(list(running), [], [], max(0.0, soonest - time.monotonic()))
    for pipe, child in list(running.items()):
        if pipe not in closed and time.monotonic() < child.until:
            continue
        if pipe not in closed:
            _kill(child.pid)
        _, status = os.waitpid(child.pid, 0)
        _kill(child.pid)  # what it left running
        os.close(pipe)
        del running[pipe]
        yield child.subject, os.waitstatus_to_exitcode(status)


def _start(task: Task[T]) -> tuple[int, _Child[T]]:
    read_end, write_end = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read_end)
        _run(task)
    os.close(write_end)
    with suppress(OSError):  # it does so itself, whoever is first
        os.setpgid(pid, pid)
    return read_end, _Child(task.subject, pid, time.monotonic() + PATIENCE * math.ceil(task.seconds))


def _run(task: Task[T]) -> None:
    code = BROKEN
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        seconds = math.ceil(task.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        code = task.run()
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
