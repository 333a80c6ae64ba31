"""A row of the table of breakages, and how it is tried."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from selftest.runs.situations.table import INVALID, first_line
from selftest.stack.breaking import Breakage, nothing
from selftest.support.processes import Outcome, Verify
from selftest.support.project import Project
from selftest.support.reasons import understood
from servio_sandbox.stack.control import Control
from servio_sandbox.stack.place import FOLDER
from servio_verify.run.polling import wait_until

CHECKS = Path(__file__).parent / "checks"
BEGIN_SECONDS = 60.0
ALL_PASSED = r"\d+ checks passed, 0 failed"


@dataclass(frozen=True)
class Row:
    """A way of breaking the stack, and what a run says of it.

    `why`: what the design demands. `says`: a pattern for the first line below the word. `checks`: pytest's arguments
    for the suite's own ones, or `reads` or `writes` for so many `seconds`. `at`: the check before which it breaks,
    0 for before the run. `lasts`: seconds, 0 until the end of the run.
    """

    name: str
    why: str
    ends: tuple[str, int]
    says: str
    breaks: Breakage = nothing
    checks: str = ""
    seconds: float = 0
    at: int = 0
    lasts: float = 0
    arguments: tuple[str, ...] = ()
    also: str = ""
    quick: bool = False


def assert_ends_as_said(row: Row, stack: Control, verify: Verify, folder: Path) -> None:
    """Break the stack, run the checks, and compare how that ends."""
    folder.mkdir(exist_ok=True)
    ended = _run(row, stack, verify, folder)
    shown = _verdict_of(ended)
    if ended.code == INVALID[1] and "the generator was starved: " in shown:
        pytest.skip("other work on this machine: the load run says by itself that it cannot be trusted")
    assert (ended.verdict["verdict"], ended.code) == row.ends, shown
    understood(ended.verdict)
    assert re.search(row.says, first_line(ended.lines), re.IGNORECASE), shown
    assert re.search(row.also, ended.output), shown


def _run(row: Row, stack: Control, verify: Verify, folder: Path) -> Outcome:
    if not row.at:
        with row.breaks(stack):
            return _started(row, stack, verify, folder, ())
    moment = {"MOMENT_FOLDER": str(folder), "MOMENT_CHECK": str(row.at)}
    with ThreadPoolExecutor(1) as thread:
        run = thread.submit(_started, row, stack, verify, folder, ("-p", "selftest.support.plugins.moments"), **moment)
        assert wait_until(lambda: (folder / "reached").exists() or run.done(), BEGIN_SECONDS, every=0.02)
        with row.breaks(stack):
            (folder / "go").touch()
            wait_until(run.done, row.lasts or 300, every=0.02)
        return run.result()


def _started(row: Row, stack: Control, verify: Verify, folder: Path, plugin: tuple[str, ...], **more: str) -> Outcome:
    own = {"SERVIO_RUNS": str(folder / "runs"), "SERVIO_STATE": str(folder / "state")}
    settings = {FOLDER: str(stack.place.folder)} | own | more
    arguments = ("--env", "local-staging", *plugin, *row.arguments)
    file = CHECKS / f"{row.checks}.py"
    if file.exists():
        project = Project(folder / "project", verify)
        project.write(file.read_text())
        ended = project.run(*arguments, CHECK_SECONDS=str(row.seconds), **settings)
    else:
        ended = verify(*row.checks.split("|"), *arguments, **settings)
    return Outcome(ended.code, ended.output, folder / "runs")


def _verdict_of(ended: Outcome) -> str:
    """Return what a person sees of a run: its last screen."""
    lines = ended.lines
    begin = max((n for n, line in enumerate(lines) if re.match(r"=+ .* for \S+ =+$", line)), default=-15)
    return "\n".join(["", *lines[begin:]])
