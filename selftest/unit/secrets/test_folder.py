"""No secret stays in a run's folder; what cannot be cleaned is dropped."""

import base64
import errno
import os
import struct
import zlib
from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET, zipped
from servio_verify.secrets.scrub import files, folder
from servio_verify.secrets.scrub.search import Search


def png(kind: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunk


CANNOT_BE_CLEANED = {
    "picture.png": png(b"tEXt", b"Comment\0" + KEY.encode()),
    "packed.png": png(b"zTXt", b"Comment\0\0" + zlib.compress(KEY.encode())),
    "core": b"\x7fELF\0\0" + KEY.encode() + b"\0",
    "base64.bin": b"\0\1" + base64.b64encode(b"x" + KEY.encode()),
    "wide.txt": KEY.encode("utf-16"),
    "broken.zip": zipped(a=KEY.encode())[:-30],
}


@pytest.mark.parametrize("name", CANNOT_BE_CLEANED)
def test_what_cannot_be_cleaned_is_dropped_and_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(CANNOT_BE_CLEANED[name])
    (tmp_path / "good.png").write_bytes(png(b"tEXt", b"Comment\0nothing"))
    done = folder.scrub(tmp_path, [KEY])
    assert [path.name for path in tmp_path.iterdir()] == ["good.png"]
    assert done.dropped == [f"dropped {name}: a secret in it could not be taken out"]


def test_a_file_that_cannot_be_written_is_dropped_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.txt").write_text(KEY)
    monkeypatch.setattr(files, "write_atomically", full)
    done = folder.scrub(tmp_path, [KEY])
    assert not list(tmp_path.iterdir())
    assert done.dropped == ["dropped a.txt: it could not be scrubbed (No space left on device)"]


def test_where_scrubbing_breaks_nothing_stays_but_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("journal-main.jsonl", "a.txt"):
        (tmp_path / name).write_text(KEY)

    def broken(_secrets: object) -> Search:
        raise KeyError(KEY)

    monkeypatch.setattr(folder, "Search", broken)
    done = folder.scrub_or_drop(tmp_path, [KEY], keep="journal-*.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["journal-main.jsonl"]
    assert len(done.dropped) == 1
    assert KEY not in done.dropped[0]


def test_names_of_files_are_scrubbed(tmp_path: Path) -> None:
    (tmp_path / f"test-{KEY}").mkdir()
    (tmp_path / f"test-{KEY}" / f"{KEY}.txt").write_text("nothing")
    folder.scrub(tmp_path, [KEY])
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.txt")] == ["test-[scrubbed]/[scrubbed].txt"]


def test_what_holds_no_secret_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing to see")
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    assert folder.scrub(tmp_path, [SECRET]).count == 0
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before


def test_any_other_error_costs_the_file_and_is_named_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: Path, _content: bytes) -> None:
        raise KeyError(KEY)

    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text(KEY)
    (tmp_path / "good.txt").write_text("nothing")
    monkeypatch.setattr(files, "write_atomically", broken)
    done = folder.scrub(tmp_path, [KEY])
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["good.txt"]
    assert done.dropped == ["dropped x/a.txt: it could not be scrubbed (KeyError)"]


def test_names_that_are_alike_once_they_are_clean_stay_apart(tmp_path: Path) -> None:
    for number, name in enumerate([f"{KEY}.txt", f"x{KEY}.txt", f"{KEY}{KEY}.txt", f"{SECRET.replace('/', '')}.txt"]):
        (tmp_path / name).write_text(str(number))
    (tmp_path / "[scrubbed].txt").write_text("there")
    done = folder.scrub(tmp_path, [KEY, SECRET.replace("/", "")])
    assert {path.name for path in tmp_path.iterdir()} == {
        *("[scrubbed].txt", "2-[scrubbed].txt", "3-[scrubbed].txt", "x[scrubbed].txt", "[scrubbed][scrubbed].txt")
    }
    assert (done.count, (tmp_path / "[scrubbed].txt").read_text()) == (4, "there")


def test_a_single_file_is_cleaned_and_keeps_its_name(tmp_path: Path) -> None:
    file = tmp_path / f"{KEY}.txt"
    file.write_bytes(b"\0" + KEY.encode())
    other = tmp_path / f"x{KEY}.txt"
    other.write_text(KEY)
    assert folder.scrub(other, [KEY]).count == 1
    assert other.read_text() == "[scrubbed]"
    assert folder.scrub(file, [KEY]).dropped == ["dropped [scrubbed].txt: a secret in it could not be taken out"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(KEY)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "outside.txt")
    assert folder.scrub(tmp_path / "in", [KEY]).count == 0
    assert (tmp_path / "outside.txt").read_text() == KEY


@pytest.mark.parametrize(("changed", "is_ours"), [(0.0, False), (99.0, False), (100.0, True), (101.0, True)])
def test_only_what_was_changed_since_then_is_touched(tmp_path: Path, changed: float, *, is_ours: bool) -> None:
    file = tmp_path / f"{KEY}.txt"
    file.write_text(KEY)
    os.utime(file, (changed, changed))
    folder.scrub(tmp_path, [KEY], since=100.0)
    [left] = tmp_path.iterdir()
    assert (left.read_text(), left.name) == (("[scrubbed]", "[scrubbed].txt") if is_ours else (KEY, f"{KEY}.txt"))


def test_by_default_files_of_any_age_are_cleaned(tmp_path: Path) -> None:
    for scrub in (folder.scrub, lambda path, secrets: folder.scrub_or_drop(path, secrets, keep="journal-*")):
        (tmp_path / "a.txt").write_text(KEY)
        os.utime(tmp_path / "a.txt", (0, 0))
        assert scrub(tmp_path, [KEY]).count == 1
        assert (tmp_path / "a.txt").read_text() == "[scrubbed]"


@pytest.mark.parametrize(("changed", "is_ours"), [(99.0, False), (100.0, True)])
def test_where_scrubbing_breaks_only_what_was_changed_since_then_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: float, *, is_ours: bool
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(KEY)

    monkeypatch.setattr(folder, "scrub", broken)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text(KEY)
    os.utime(tmp_path / "x" / "a.txt", (changed, changed))
    (tmp_path / "x" / "gone").symlink_to(tmp_path / "nowhere")
    done = folder.scrub_or_drop(tmp_path, [KEY], keep="journal-*", since=100.0)
    assert (tmp_path / "x" / "a.txt").exists() is not is_ours
    assert (done.count, done.dropped) == (0, [f"dropped all of {tmp_path.name}: scrubbing broke off (KeyError)"])


def test_what_both_did_is_added_up() -> None:
    one, two = files.Scrubbed(1, ["a"]), files.Scrubbed(2, ["b"])
    assert one + two == files.Scrubbed(3, ["a", "b"])
    assert files.Scrubbed() == files.Scrubbed(0, [])


def test_a_file_that_was_dropped_is_not_renamed_as_well(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.bin").write_bytes(b"\0" + KEY.encode())
    (tmp_path / "a.txt").write_text(KEY)
    done = folder.scrub(tmp_path, [KEY])
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (done.count, len(done.dropped)) == (1, 1)


def test_of_what_was_there_before_nothing_is_scrubbed_and_nothing_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("old.txt", "new.txt", "kept.txt"):
        (tmp_path / name).write_text(KEY)
    os.utime(tmp_path / "old.txt", (1, 1))
    assert folder.scrub_or_drop(tmp_path, [KEY], "kept.txt", since=2.0).count == 2
    assert (tmp_path / "old.txt").read_text() == KEY
    unlink = Path.unlink

    def held(path: Path) -> None:
        if path.name == "a.txt":
            raise PermissionError(path)
        unlink(path)

    (tmp_path / "a.txt").write_text(KEY)
    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr(folder, "scrub", lambda *_: 1 // 0)
    folder.scrub_or_drop(tmp_path, [KEY], "kept.txt", since=2.0)
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "kept.txt", "old.txt"}
