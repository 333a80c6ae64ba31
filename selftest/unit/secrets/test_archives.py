"""Zip archives: opened, cleaned and closed again, or dropped."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import CLEAN, DIRTY, KEY, archive, clean, zipped
from servio_verify.secrets.scrub import archives, folder
from servio_verify.secrets.scrub.cleaner import Cleaned, LeftError
from servio_verify.secrets.scrub.search import DEPTH


def opened(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [(member.filename, archive.read(member)) for member in archive.infolist()]


@pytest.mark.parametrize(
    ("members", "parts"),
    [
        ({"comment": KEY.encode()}, 1),
        ({"note": KEY.encode()}, 1),
        ({"extra": struct.pack("<HH", 0x7777, len(KEY)) + KEY.encode()}, 1),
        ({"comment": KEY.encode(), "note": KEY.encode()}, 1),
    ],
)
def test_what_an_archive_says_beside_its_members_goes_where_it_holds_a_secret(
    members: dict[str, bytes], parts: int
) -> None:
    cleaned = clean(archive(("a", b"nothing"), ("b", b"more"), **members))
    assert KEY.encode() not in cleaned.content
    assert (opened(cleaned.content), cleaned.count) == ([("a", b"nothing"), ("b", b"more")], parts)
    with zipfile.ZipFile(io.BytesIO(cleaned.content)) as left:
        assert {left.comment, *(each for one in left.infolist() for each in (one.comment, one.extra))} == {b""}


def test_names_of_members_are_cleaned_and_stay_apart_in_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive((f"{KEY}.txt", b"one"), (f"x/{KEY}.txt", b"two"), ("[scrubbed].txt", b"")))
    assert folder.scrub(tmp_path, [KEY]).count == 3
    assert opened((tmp_path / "a.zip").read_bytes()) == [
        *(("[scrubbed].txt", b"one"), ("x/[scrubbed].txt", b"two"), ("2-[scrubbed].txt", b""))
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_both_are_cleaned() -> None:
    cleaned = clean(archive(("a", DIRTY), ("a", b"nothing"), ("a", DIRTY)))
    assert (opened(cleaned.content), cleaned.count) == ([("a", CLEAN), ("2-a", b"nothing"), ("3-a", CLEAN)], 4)


def test_an_archive_without_a_secret_stays_as_it_is() -> None:
    content = archive(("a", b"nothing"), ("b/c", b"\0\1"), comment=b"of nobody", note=b"none")
    assert clean(content) == Cleaned(content)
    assert clean(archive()) == Cleaned(archive())


def test_a_member_that_cannot_be_cleaned_is_emptied_and_named_without_the_secret() -> None:
    cleaned = clean(archive((f"{KEY}.bin", b"\0" + KEY.encode()), ("b", DIRTY), ("c.bin", b"\0" + KEY.encode())))
    assert opened(cleaned.content) == [("[scrubbed].bin", b""), ("b", CLEAN), ("c.bin", b"")]
    assert (cleaned.count, cleaned.dropped) == (4, ["[scrubbed].bin", "c.bin"])


def test_a_folder_s_line_names_the_member_that_was_emptied(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/a.zip").write_bytes(archive(("c.bin", b"\0" + KEY.encode())))
    assert folder.scrub(tmp_path, [KEY]).dropped == ["emptied c.bin in x/a.zip: a secret in it could not be taken out"]


@pytest.mark.parametrize("wrap", [lambda content: archive(("a", content)), gzip.compress], ids=["zip", "gzip"])
@pytest.mark.parametrize(("levels", "is_looked_into"), [(DEPTH, True), (DEPTH + 1, False)])
def test_archives_are_looked_into_so_many_levels_deep(
    wrap: Callable[[bytes], bytes], levels: int, *, is_looked_into: bool
) -> None:
    def wrapped(content: bytes) -> bytes:
        for _ in range(levels):
            content = wrap(content)
        return content

    if wrap is gzip.compress and not is_looked_into:
        with pytest.raises(LeftError):
            clean(wrapped(DIRTY))
        return
    cleaned = clean(wrapped(DIRTY))
    assert cleaned.count == 1
    assert cleaned.dropped == ([] if is_looked_into else ["a"])


@pytest.mark.parametrize(("size", "is_looked_into"), [(20, True), (19, False)])
def test_what_unpacks_to_too_much_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, size: int, *, is_looked_into: bool
) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", size)
    content = archive(("a", b"0123456789"), ("b", b"0123456789"))
    if is_looked_into:
        assert clean(content) == Cleaned(content)
        assert list(archives.members(content)) == [b"0123456789", b"0123456789"]
    else:
        with pytest.raises(LeftError):
            clean(content)
        with pytest.raises(archives.UnreadableError):
            list(archives.members(content))


def test_an_archive_with_a_password_or_a_broken_member_is_not_kept() -> None:
    content = bytearray(archive(("a", b"nothing to see")))
    content[content.index(b"nothing")] ^= 1
    encrypted = bytearray(archive(("a", b"nothing to see")))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    other = bytearray(archive(("a", b"nothing to see")))
    other[8] = other[other.index(b"PK\x01\x02") + 10] = 99  # a method that nobody knows
    packed = bytearray(zipped(a=b"nothing to see" * 9))
    packed[31:34] = b"\xff\xff\xff"
    short = bytearray(archive(("a", b"nothing to see")))
    sizes = short.index(b"PK\x01\x02") + 20
    short[sizes : sizes + 8] = struct.pack("<LL", 9999, 9999)
    for each in (content, encrypted, other, packed, short, archive(("a", b"nothing"))[:40]):
        with pytest.raises(LeftError):
            clean(bytes(each))
        with pytest.raises(archives.UnreadableError):
            list(archives.members(bytes(each)))


@pytest.mark.parametrize(("size", "is_looked_into"), [(1 << 30, True), ((1 << 30) + 1, False)])
def test_a_gibibyte_is_the_most_that_is_unpacked(size: int, *, is_looked_into: bool) -> None:
    content = bytearray(archive(("a", b"0123456789")))
    told = content.index(b"PK\x01\x02") + 24
    content[told : told + 4] = struct.pack("<L", size)
    if is_looked_into:
        assert list(archives.members(bytes(content))) == [b"0123456789"]
    else:
        with pytest.raises(archives.UnreadableError):
            list(archives.members(bytes(content)))
