"""State of a stack: what is written, and who gets requests."""

from dataclasses import replace
from pathlib import Path

import pytest

from servio_sandbox.stack import state
from servio_sandbox.stack.part import Part, Task
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import Ports, Snippets, State

TASKS = tuple(
    Task(f"task-{number}", number, 1.0, "", "", "", web_port=number, arguments=("--fault", "x"), in_balancer=True)
    for number in (1, 2)
)
STATE = State(
    "project", Ports(1, 2, 3, 4, 5, 6), "secret", "key", "ca.pem", (Part("redis", 3, 1.0, "", "", ""),), TASKS
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_what_is_written_is_read_by_this_user_only(place: Place) -> None:
    state.write(place, replace(STATE, snippets=Snippets(location="return 502;")))
    assert state.read(place) == replace(STATE, snippets=Snippets(location="return 502;"))
    assert place.state.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "{}", '{"format": 2}', '{"format": 1, "tasks": [], "parts": 3}'])
def test_a_state_that_cannot_be_read_is_none(place: Place, text: str) -> None:
    place.state.write_text(text)
    assert state.read(place) is None


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(STATE)
    assert "'key'" not in repr(STATE)


def test_a_part_takes_the_place_of_its_name() -> None:
    again = STATE.with_part(replace(TASKS[0], pid=9)).with_part(Part("redis", 8, 1.0, "", "", ""))
    assert [part.pid for part in again.everything] == [8, 9, 2]


def test_the_healthy_tasks_get_requests_and_all_where_none_is() -> None:
    assert STATE.receivers == {"task-1", "task-2"}
    ill = STATE.with_task("task-1", healthy=False)
    assert ill.receivers == {"task-2"}
    assert ill.with_task("task-2", healthy=False).receivers == {"task-1", "task-2"}
    assert ill.with_task("task-2", in_balancer=False).receivers == {"task-1"}
