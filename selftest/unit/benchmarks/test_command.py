"""The command `python -m benchmarks`: every benchmark has its shape, and what cannot be measured says so."""

import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import __main__ as command
from benchmarks.cost import CannotMeasureError, cost
from benchmarks.pairs import Asked, Ratio, Target

BURNS = "import time\nwhile time.process_time() < 0.3: pass"
LEAVES = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURNS!r}], start_new_session=True)"


@pytest.mark.parametrize("name", command.modules())
def test_a_benchmark_says_what_it_compares_and_yields_ratios(name: str) -> None:
    module = command.modules()[name]
    headline = command.headline(module)
    assert headline.endswith(".")
    signature = inspect.signature(module.measure)
    assert [parameter.annotation for parameter in signature.parameters.values()] == [Asked]
    assert signature.return_annotation == Iterator[Ratio]


def made(measure: object) -> ModuleType:
    module = ModuleType("benchmarks.cases.made", "Ours against theirs.")
    module.measure = measure  # type: ignore[attr-defined]
    return module


def missing(asked: Asked) -> Iterator[Ratio]:
    yield Ratio("ours, of theirs", [(1, 2)] * asked.runs, Target(1))
    raise CannotMeasureError("Node.js is missing")


def without_a_program(asked: Asked) -> Iterator[Ratio]:
    yield Ratio("ours, of theirs", [(1, 2)] * asked.runs, Target(1))
    pytest.skip("no PostgreSQL here")


def well(asked: Asked) -> Iterator[Ratio]:
    assert asked.folder.is_dir()
    yield Ratio("ours, of theirs", [(asked.size(1, 3), 2)] * asked.runs, Target(1))


@pytest.mark.parametrize(
    ("measure", "words", "code", "lines"),
    [
        (well, (), 0, "made  ours, of theirs  0.50  0.50 to 0.50  ≤ 1.00  5"),
        (well, ("made", "--runs", "2"), 0, "made  ours, of theirs  0.50  0.50 to 0.50  ≤ 1.00  2"),
        (well, ("--quick",), 1, "made  ours, of theirs  1.50  1.50 to 1.50  ≤ 1.00  1"),
        (missing, (), 2, "made: not measured: Node.js is missing"),
        (without_a_program, (), 2, "made: not measured: no PostgreSQL here"),
        (well, ("--list",), 0, "made  Ours against theirs."),
    ],
)
def test_the_command_measures_and_says_what_became_of_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    measure: object,
    words: tuple[str, ...],
    code: int,
    lines: str,
) -> None:
    monkeypatch.setattr(command, "modules", lambda: {"made": made(measure)})
    assert command.main(words) == code
    out = capsys.readouterr().out
    assert " ".join(lines.split()) in " ".join(out.split())


def test_an_unknown_name_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["sandbox", "nothing"])
    assert "there is no benchmark nothing" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt what others leave")
def test_what_a_command_leaves_running_counts_too() -> None:
    found = cost([sys.executable, "-c", LEAVES], Path.cwd(), os.environ)
    assert found.cpu >= 0.3
    assert found.memory > 1


def test_a_command_that_fails_says_what_it_said() -> None:
    failing = [sys.executable, "-c", "import sys; print('no such thing'); sys.exit(3)"]
    with pytest.raises(CannotMeasureError, match="no such thing"):
        cost(failing, Path.cwd(), os.environ)
    assert cost(failing, Path.cwd(), os.environ, (0, 3)).wall > 0
