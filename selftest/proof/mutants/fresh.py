"""Mutants of what runs when a module is imported: each gets a process of its own, in which nothing of ours is."""

import gc
import importlib
import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from selftest.proof.mutants import reach
from selftest.proof.mutants.forks import BROKEN, Task, run_forked
from selftest.proof.mutants.job import Job, UnusableError, outcome_of
from selftest.proof.mutants.reach import COLLECTION, Reach
from selftest.proof.mutants.session import LEAST_SECONDS, OPTIONS
from selftest.proof.mutants.swap import import_mutated

_LEFT_OUT = (
    "servio_verify",
    "servio_sandbox",
    "selftest",
    "tests",
    "conftest",
    "gevent",
    "locust",
    "greenlet",
    "playwright",
)
"""What a fork imports by itself: ours, which may be mutated, and what changes a process that imports it."""

COLLECTING_SECONDS = 30.0

Which = tuple[str, int]


def test_the_rest(job: Job, folder: Path) -> int:
    """Test the mutants that are not known yet: with the tests that reach their module, then with the others.

    Returns 0. Raises UnusableError.
    """
    job.open()
    left = [
        (module, number)
        for module in job.part.modules
        for number, mutant in job.mutants(module).items()
        if number not in job.outcomes(module)
    ]
    if not left:
        return 0
    found = reach.read(folder / "reach.json")
    root = Path((folder / "root").read_text())
    _preload((folder / "packages").read_text().split())
    rounds = {module: _rounds(found, module, root) for module in job.part.modules}
    seconds = COLLECTING_SECONDS + LEAST_SECONDS + 10 * sum(found.seconds.values())
    for number in range(2):
        tasks = [Task(which, partial(_run, which, rounds[which[0]][number]), seconds) for which in left]
        left = []
        for which, code in _ended(job, tasks):
            if code or len(rounds[which[0]]) == number + 1:
                job.note(*which, outcome_of(code))
            else:
                left.append(which)
    return 0


def _ended(job: Job, tasks: Sequence[Task[Which]]) -> Iterator[tuple[Which, int]]:
    """Yield the exit code of each, after it was seen that the same tests pass there without a mutant."""
    for files in {task.run.args[1] for task in tasks}:  # type: ignore[attr-defined] # a partial
        ((_, code),) = run_forked([Task(None, partial(_run, None, files), 600.0)], 1)
        if code:
            raise UnusableError(f"in a process of their own the tests fail without a mutant: {code}: {' '.join(files)}")
    job.begin()
    for which, code in run_forked((task for task in tasks if job.has_time), job.jobs):
        if code == BROKEN:
            raise UnusableError(f"mutant {which[1]} of {which[0]} could not be put in place")
        yield which, code


def _run(which: Which | None, files: tuple[str, ...]) -> int:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    gc.disable()  # to search what is imported, which stays, takes a fifth of the time
    if which:
        import_mutated(*which)
    return int(pytest.main([*OPTIONS, "-W", "ignore::pytest.PytestAssertRewriteWarning", *files]))


def _rounds(found: Reach, module: str, root: Path) -> list[tuple[str, ...]]:
    """Return the files of tests that reach a module, the quickest first, and the others."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for test, spent in found.seconds.items():
        seconds[test.partition("::")[0]] += spent
    reaching = {test.partition("::")[0] for test, lines in found.lines.items() if lines.get(module)}
    files = sorted(seconds.keys() - {COLLECTION}, key=seconds.__getitem__)
    near = tuple(str(root / file) for file in files if file in reaching)
    far = tuple(str(root / file) for file in files if file not in reaching)
    return [each for each in (near, far) if each]


def _preload(packages: list[str]) -> None:
    """Import what the tests import besides ours, once for all forks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in packages:
            if name not in sys.modules and name not in _LEFT_OUT:
                with suppress(Exception):
                    importlib.import_module(name)
