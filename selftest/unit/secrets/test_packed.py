"""Compressed files: opened, cleaned and closed again, or dropped."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest

from selftest.unit.secrets.scrub_samples import CLEAN, DIRTY, KEY, archive, clean
from servio_verify.secrets.scrub import archives
from servio_verify.secrets.scrub.cleaner import Cleaned, LeftError


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bz2", "xz"])
def test_compressed_files_are_cleaned_and_stay_of_their_kind(pack: Callable[[bytes], bytes]) -> None:
    cleaned = clean(pack(DIRTY))
    assert (archives.unpack(cleaned.content), cleaned.count) == (CLEAN, 1)
    assert cleaned.content[:3] == pack(b"")[:3]
    packed = pack(b"nothing")  # once: gzip keeps the second in which it was made
    assert clean(packed) == Cleaned(packed)
    assert list(archives.members(pack(b"a"))) == [b"a"]
    with pytest.raises(archives.UnreadableError):
        list(archives.members(pack(b"a")[:-5]))


def test_only_what_has_to_be_is_packed_anew() -> None:
    content = gzip.compress(b"nothing" * 50, compresslevel=0, mtime=1)
    assert clean(content).content == content


def test_what_is_packed_is_known_by_its_beginning() -> None:
    packed = [
        archive(),
        archive(("a", b"")),
        gzip.compress(b""),
        bz2.compress(b""),
        lzma.compress(b""),
        b"\x89PNG\r\n\x1a\n",
    ]
    assert all(map(archives.is_packed, packed))
    assert [archives.is_zip(content) for content in packed] == [True, True, False, False, False, False]
    assert not archives.is_packed(b"PK of a text")


def test_the_file_s_name_that_gzip_keeps_is_cleaned_too() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(f"{KEY}.log", "wb", fileobj=packed) as file:
        file.write(b"nothing")
    cleaned = clean(packed.getvalue())
    assert KEY.encode() not in cleaned.content
    assert (gzip.decompress(cleaned.content), cleaned.count) == (b"nothing", 1)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(DIRTY)[:-12], b"BZh9" + DIRTY, b"\xfd7zXZ" + DIRTY, b"\x1f\x8b\x08" + b"\xff" * 20],
    ids=["cut", "bz2", "xz", "gzip"],
)
def test_what_cannot_be_unpacked_is_not_kept(content: bytes) -> None:
    with pytest.raises(LeftError):
        clean(content)
