"""A task that starts is waited for, whatever its /health says first."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from servio_sandbox.stack.part import Task
from servio_sandbox.stack.parts import task


@pytest.mark.parametrize(
    ("answers", "seconds", "reason"),
    [
        (["", "503", "500", "200"], 20, ""),
        (["500"], 0.2, "task-3 is not well after 0 s: its /health says 500"),
        ([""], 0.2, "task-3 is not well after 0 s: its /health says nothing"),
        (["503", "ended"], 20, "task-3 ended: no port is free"),
    ],
    ids=["well in the end", "never well", "never there", "ended"],
)
def test_a_task_is_waited_for_until_it_is_well_or_over(
    answers: list[str], seconds: float, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (log := tmp_path / "log").write_text("no port is free\n")
    starting = SimpleNamespace(name="task-3", runs=True, log=str(log))

    def health(_: object) -> str:
        said = answers.pop(0) if len(answers) > 1 else answers[0]
        starting.runs = said != "ended"
        return said

    monkeypatch.setattr(task, "health", health)
    assert task.await_healthy(cast(Task, starting), seconds) == reason
