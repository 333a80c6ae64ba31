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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sandbox", "nothing"), "there is no benchmark nothing"),
        (("sandbox", "--runs", "0"), "'0' is no number of pairs; give 1 or more"),
        (("sandbox", "--quick", "--write"), "not allowed with"),
    ],
)
def test_a_mistake_is_refused_before_anything_is_measured(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 4, "2 says that something could not be measured"
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_ctrl_c_keeps_what_was_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_asked: Asked) -> Iterator[Ratio]:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "modules", lambda: {"made": made(well), "other": made(interrupted)})
    assert command.main([]) == 130
    told = capsys.readouterr()
    assert "ours, of theirs" in told.out
    assert told.err.splitlines()[-1] == "ended by Ctrl-C"


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
