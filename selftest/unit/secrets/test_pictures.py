"""Pictures are looked into: their texts may hold a secret, packed or not."""

import struct
import zlib

import pytest

from selftest.unit.secrets.scrub_samples import KEY, clean
from servio_verify.secrets.scrub.cleaner import Cleaned, LeftError


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0" for kind, body in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


HIDDEN = zlib.compress(f"got {KEY}".encode())
LONG = b"x" * 100


@pytest.mark.parametrize(
    "chunks",
    [
        [(b"tEXt", b"Comment\0" + KEY.encode())],
        [(b"zTXt", b"Comment\0\0" + HIDDEN)],
        [(b"iTXt", b"Comment\0\1\0en\0x\0" + HIDDEN)],
        [(b"iCCP", b"xx\0\0" + HIDDEN)],
        [(b"IHDR", LONG), (b"IDAT", LONG), (b"zTXt", b"Comment\0\0" + HIDDEN), (b"IEND", b"")],
        [(b"zTXt", b"a\0\0" + zlib.compress(b"nothing")), (b"zTXt", b"b\0\0" + HIDDEN)],
        [(b"zTXt", b"a\0x\x78x" + HIDDEN)],
        [(b"zTXt", b"a" * 79 + b"\0\0" + HIDDEN)],
        [(b"zTXt", b"a\0" + b"a" * 190 + HIDDEN)],
        [(b"iTXt", b"a\0\1\0en\0" + b"a" * 5000 + b"\0" + HIDDEN)],
        [(b"zTXt", HIDDEN)],
    ],
)
def test_the_texts_of_a_picture_are_looked_into(chunks: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(LeftError):
        clean(png(*chunks))


@pytest.mark.parametrize(
    "picture",
    [
        png(),
        png((b"zTXt", b"a\0\0" + zlib.compress(b"nothing"))),
        png((b"zTXt", b"nothing that ends")),
        png((b"zTXt", b"a\0\0\x78broken")),
        png((b"tEXt", b"a\0nothing"))[:-6],
        png((b"zTXt", b"a\0\0" + zlib.compress(b"nothing")))[:20],
        png((b"IEND", b"")) + b"\0\0",
        png((b"IDAT", HIDDEN)),  # pixels are no text
        png() + struct.pack(">I4s", 0xFFFFFFF0, b"zTXt"),
    ],
)
def test_a_picture_without_a_secret_stays_as_it_is(picture: bytes) -> None:
    assert clean(picture) == Cleaned(picture)
