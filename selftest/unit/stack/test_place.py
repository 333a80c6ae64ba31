"""Folder and lock of a stack."""

import os
from pathlib import Path
from typing import Any

import pytest

from selftest.support.staging import need_programs
from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import state
from servio_sandbox.stack.clearing import clear
from servio_sandbox.stack.cli import main
from servio_sandbox.stack.place import FOLDER, Place, place_of, project_of


def test_one_command_at_a_time_works_on_a_stack(tmp_path: Path) -> None:
    place = Place(tmp_path / "stack")
    with (
        place.lock(1),
        pytest.raises(SandboxError, match="another command has worked on this stack for 0 s"),
        place.lock(0),
    ):
        pass
    with place.lock(0):
        pass
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_not_this_users_is_refused(tmp_path: Path) -> None:
    (tmp_path / "of another").mkdir()
    (tmp_path / "stack").symlink_to(tmp_path / "of another")
    with pytest.raises(SandboxError, match="is not a folder of this user"):
        Place(tmp_path / "stack").make()


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "stack")
    place.make()
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    with pytest.raises(SandboxError, match="is not a folder of this user"):
        place.refuse_strange()
    with pytest.raises(SandboxError, match="is not a folder of this user"):
        state.read(place)


def test_each_project_has_a_stack_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    for name in ("one", "two"):
        (tmp_path / name / "environments").mkdir(parents=True)
        (tmp_path / name / "docs").mkdir()
    one, two = tmp_path / "one", tmp_path / "two"
    assert project_of(one / "docs") == one
    assert place_of(one) == place_of(one)
    assert place_of(one) != place_of(two)


def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    place = Place(tmp_path / "stack")
    place.make()
    folders = [path for path in (place.folder, *place.folder.iterdir()) if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


@pytest.mark.parametrize("command", ["up", "down", "use"])
def test_a_folder_with_something_else_in_it_stays(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if command != "down":
        need_programs()
    (tmp_path / "pids").mkdir()
    (tmp_path / "diary").write_text("mine")
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert main([command]) == 4
    assert (tmp_path / "diary").read_text() == "mine"
    assert f"{tmp_path} holds something else than a stack, and stays as it is" in "".join(capfd.readouterr())


def test_the_mark_of_a_stack_is_deleted_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "stack")
    place.make()
    marked = []
    rmdir = os.rmdir

    def seen(*arguments: Any, **options: Any) -> None:
        marked.append(place.mark.exists())
        rmdir(*arguments, **options)

    monkeypatch.setattr("os.rmdir", seen)
    clear(place)
    assert marked == [True, True, True, False]


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("/nowhere/stack", "/nowhere/stack.stack-lock: No such file or directory"),
        (
            "/nowhere/my stack",
            "SERVIO_STACK_FOLDER may have letters, digits and ./+@-_ in it, and no others: /nowhere/my stack",
        ),
        ("/nowhere/" + "a" * 80, "SERVIO_STACK_FOLDER is longer than 75 characters"),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_line(
    folder: str, says: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, folder)
    assert main(["down"]) == 4
    (line,) = capfd.readouterr().err.splitlines()
    assert says in line
