"""No secret stays in a run's folder; what cannot be cleaned is dropped."""

import base64
import errno
import os
import struct
import zlib
from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET, zipped
from servio_verify.secrets.scrub import files, folder, worker
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


@pytest.mark.parametrize("python", ["itself", "broken"])
def test_many_files_are_cleaned_by_two_processes(python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MANY", 0)
    if python != "itself":
        monkeypatch.setattr(worker, "NAME", "servio_verify.scrub.nothing_of_the_kind")
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(KEY * (number + 1))
    assert folder.scrub(tmp_path, [KEY]).count == 210
    assert {path.read_text().replace("[scrubbed]", "") for path in tmp_path.iterdir()} == {""}
