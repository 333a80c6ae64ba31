"""Folder and lock of a stack."""

from pathlib import Path

import pytest

from servio_sandbox.settings import SandboxError
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
    assert {path.stat().st_mode & 0o777 for path in (place.folder, *place.folder.iterdir())} == {0o700}
