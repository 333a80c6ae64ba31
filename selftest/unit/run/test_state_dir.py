"""The state folder where the user's own cannot be written to: nobody else may put something there."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servio_verify.run import state_dir


def open_to_others(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def led_elsewhere(path: Path) -> None:
    path.with_name("elsewhere").mkdir(mode=0o700)
    path.symlink_to(path.with_name("elsewhere"))


@pytest.fixture
def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "a file" / "state"))
    (tmp_path / "a file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(state_dir, "_INSTEAD", tmp_path / "servio-verify-7")
    state_dir._instead.cache_clear()
    yield tmp_path / "servio-verify-7"
    state_dir._instead.cache_clear()


@pytest.mark.parametrize(
    "made", [lambda _: None, lambda path: path.mkdir(mode=0o700)], ids=["new", "of an earlier run"]
)
def test_it_is_one_folder_for_all_runs(instead: Path, made: Callable[[Path], None]) -> None:
    made(instead)
    assert state_dir.folder() == instead
    assert instead.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("made", [open_to_others, led_elsewhere, Path.touch])
def test_what_others_may_have_made_is_left_alone(instead: Path, made: Callable[[Path], None]) -> None:
    made(instead)
    found = state_dir.folder()
    assert found != instead
    assert found == state_dir.folder()
    assert found.is_dir()
    assert not any(instead.parent.glob("elsewhere/*"))
