"""A pytest session that runs no test itself: it forks for each mutant, and runs there the tests that reach it."""

import ast
import gc
import importlib
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from selftest.proof.mutants import reach
from selftest.proof.mutants.forks import Task, run_forked
from selftest.proof.mutants.job import BOOKS, Job, Outcome, outcome_of
from selftest.proof.mutants.reach import COLLECTION, Reach
from selftest.proof.mutants.sites import Mutant, mutants_of
from selftest.proof.mutants.swap import Functions, NotSwappableError, is_same_code

SURVIVED, KILLED, NOT_SWAPPABLE = 0, 1, 3
"""Exit codes of a fork."""

LEAST_SECONDS = 3.0
"""That a mutant's tests may take, and ten times as long as they took without it."""

OPTIONS = (
    "-q",
    "-x",
    "-o",
    f"cache_dir={BOOKS / 'cache'}",
    "-p",
    "no:rerunfailures",
    "-p",
    "no:xdist",
    "-p",
    "no:randomly",
)

Items = dict[str, pytest.Item]


class Session:
    """Plugin of pytest for the mutants inside functions."""

    def __init__(self, job: Job, folder: Path) -> None:
        self._job = job
        self._folder = folder
        self._reach = Reach()
        self._failed: Callable[[str], None] = _end

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the loop that runs the tests."""
        if session.testsfailed or not session.items:
            raise pytest.UsageError(f"the tests of {self._job.part.name} cannot be collected")
        items = {item.nodeid: item for item in session.items}
        self._baseline(list(items.values()))
        found = reach.read(self._folder / "reach.json")
        found.lines[COLLECTION] = self._reach.lines.get(COLLECTION, {})
        found.write(self._folder / "reach.json")
        (self._folder / "packages").write_text(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
        (self._folder / "root").write_text(str(session.config.rootpath))
        for module in self._job.part.modules:
            importlib.import_module(module)
        gc.collect()
        functions = Functions(self._job.part.modules)
        gc.freeze()  # forks share what they do not touch
        self._job.begin()
        tasks = self._tasks(items, found, functions)
        for (module, number), code in run_forked(tasks, self._job.jobs):
            if code == NOT_SWAPPABLE:
                continue
            if code not in (SURVIVED, KILLED) and code >= 0:
                raise pytest.UsageError(f"a fork of {module}, mutant {number}, ended with {code}")
            mutant = self._job.mutants(module)[number]
            if code or not found.is_collected(mutant):  # else what the tests are made of may be a mutant's too
                self._job.note(module, number, outcome_of(code))
        return True

    def _baseline(self, items: Sequence[pytest.Item]) -> None:
        """Run all tests in a fork, without a mutant, and note what each of them reaches."""

        def run() -> int:
            failed: list[str] = []
            self._failed = failed.append
            for item, following in _pairs(items):
                with self._reach.watch(item.nodeid, self._job.part.modules):
                    item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            self._reach.write(self._folder / "reach.json")
            (self._folder / "failed").write_text(" ".join(failed))
            return KILLED if failed else SURVIVED

        ((_, code),) = run_forked([Task(None, run, 600.0)], 1)
        if code:
            said = (self._folder / "failed").read_text() if code == KILLED else f"ended with {code}"
            raise pytest.UsageError(f"without a mutant the tests of {self._job.part.name} fail: {said}")

    def _tasks(self, items: Items, found: Reach, functions: Functions) -> Iterator[Task[tuple[str, int]]]:
        for module in self._job.part.modules:
            tree, mutants = mutants_of(module)
            for number, mutant in enumerate(mutants):
                if not self._job.wants(module, number, mutant):
                    continue
                if is_same_code(tree, mutant):
                    self._job.note(module, number, Outcome.SAME)
                elif mutant.is_live and (tests := found.tests_of(mutant)):
                    seconds = LEAST_SECONDS + 10 * sum(found.seconds[test] for test in tests)
                    run = partial(_run, functions, tree, mutant, [items[test] for test in tests])
                    yield Task((module, number), run, seconds)
                elif mutant.is_live and not found.is_collected(mutant):
                    self._job.note(module, number, Outcome.UNREACHED)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End a fork with the first failure."""
        if report.failed:
            self._failed(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Watch what is run before there is a test."""
        with self._reach.watch(COLLECTION, self._job.part.modules):
            return (yield)


def _end(_: str) -> None:
    os._exit(KILLED)


def _run(functions: Functions, tree: ast.Module, mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    try:
        functions.swap(tree, mutant)
    except NotSwappableError:
        return NOT_SWAPPABLE
    for item, following in _pairs(items):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    return SURVIVED


def _pairs(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)
