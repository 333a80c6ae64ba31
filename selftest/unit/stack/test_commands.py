"""Commands of a stack: what they take, and what status makes of tasks that differ."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from servio_sandbox.stack.cli import main
from servio_sandbox.stack.commands.status import _uneven
from servio_sandbox.stack.commands.up import _left
from servio_sandbox.stack.part import Task
from servio_sandbox.stack.place import FOLDER, Place
from servio_sandbox.stack.readiness import through_balancer
from servio_sandbox.stack.state import Ports, State, write

ONE = Task("task-1", 0, 0, "", "", "", build="one", in_balancer=True)
TWO = replace(ONE, name="task-2")
STACK = State("", Ports(1, 2, 3, 4, 5, 6), "", "", "", tasks=(ONE, TWO))


@pytest.fixture
def place() -> Iterator[Place]:
    """A folder with a short name, whatever those of pytest are called: PostgreSQL's socket lies in it."""
    with TemporaryDirectory(prefix="servio-") as folder:
        made = Place(Path(folder) / "stack")
        made.make()
        yield made


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["roll-out", "a b"], "a build is 1 to 128 letters, digits and"),
        (["roll-out", "a\nb"], "a build is 1 to 128 letters, digits and"),
        (["roll-out", ""], "a build is 1 to 128 letters, digits and"),
        (["up", "--build", "é"], "a build is 1 to 128 letters, digits and"),
        (["roll-out", "x", "--fault", "nope"], "unknown fault nope"),
        (["roll-out", "x", "--patience", "nan"], "nan is no number of seconds"),
        (["roll-out", "x", "--patience", "-1"], "-1 is no number of seconds"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], says: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    (line,) = capfd.readouterr().err.splitlines()
    assert (ended.value.code, len(line) <= 160) == (4, True)
    assert says in line


@pytest.mark.parametrize(
    ("tasks", "says"),
    [
        ((ONE, TWO), ""),
        ((ONE, replace(TWO, build="two")), "builds one and two answer in turn"),
        ((ONE, TWO, replace(ONE, name="task-3", in_balancer=False)), "task-3 gets no requests"),
        ((ONE, replace(TWO, healthy=False)), "task-2 gets no requests"),
    ],
)
def test_all_is_well_only_where_tasks_are_alike(tasks: tuple[Task, ...], says: str) -> None:
    assert _uneven(replace(STACK, tasks=tasks)).startswith(says)
    assert bool(_uneven(replace(STACK, tasks=tasks))) == bool(says)


def test_a_stack_of_another_version_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(place, replace(STACK, format=2))
    monkeypatch.setenv(FOLDER, str(place.folder))
    assert main(["status"]) == 1
    assert capfd.readouterr().out.startswith("another version of this program has started the stack in ")
    assert "another version" in _left(place, None)


def test_the_suite_is_told_errors_in_the_form_that_it_reads(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, "/nowhere/my stack")
    assert main(["use"]) == 4
    assert json.loads(capfd.readouterr().out)["error"].startswith("SERVIO_STACK_FOLDER may have letters")


def test_a_stack_without_its_authority_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    state = replace(STACK, ready=True, ca_file=str(place.ca_file))
    write(place, state)
    monkeypatch.setenv(FOLDER, str(place.folder))
    assert main(["use"]) == 4
    assert f"local staging has lost {place.ca_file}: " in json.loads(capfd.readouterr().out)["error"]
    assert through_balancer(state, 1, "/ready") == (0, f"{place.ca_file}: No such file or directory")
