"""Zip archives and compressed files, opened for scrubbing and closed again."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

MOST_UNPACKED = 1 << 30
"""Bytes that one archive may unpack to; what is larger is not looked into."""


class UnreadableError(Exception):
    """It cannot be unpacked: nobody knows what is in it."""


def _unzip(content: bytes) -> bytes:
    begun = zlib.decompressobj(_GZIP_WITH_HEAD)
    if not begun.decompress(content[:_HEAD], 1) and not begun.eof:  # gzip reads a head sign by sign, until it is over
        raise UnreadableError
    return gzip.decompress(content)


_GZIP_WITH_HEAD = 31
_HEAD = 1 << 17
"""Bytes that hold more than the head of a gzip file: it has 64 KiB and a name at most."""

_OPEN: dict[bytes, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": (_unzip, gzip.compress),
    b"BZh": (bz2.decompress, bz2.compress),
    b"\xfd7zXZ": (lzma.decompress, lzma.compress),
}
_ZIP = b"PK\x03\x04"
_PNG = b"\x89PNG\r\n\x1a\n"


def is_zip(content: bytes) -> bool:
    """Return whether it is a zip archive."""
    return content.startswith((_ZIP, b"PK\x05\x06"))


def is_picture(content: bytes) -> bool:
    """Return whether it is a PNG, which may hold texts."""
    return content.startswith(_PNG)


def is_packed(content: bytes) -> bool:
    """Return whether something is packed in it."""
    return is_zip(content) or content.startswith((*_OPEN, _PNG))


def members(content: bytes) -> Iterator[bytes]:
    """Yield what is in it: files of an archive, a compressed file, a picture and its texts. UnreadableError."""
    try:
        if is_zip(content):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                    raise UnreadableError
                for member in archive.infolist():
                    yield archive.read(member)
        elif content.startswith(_PNG):
            yield content
            yield from _texts(content)
        else:
            yield unpack(content)
    except Exception as error:  # whatever is wrong with it
        raise UnreadableError from error


def unpack(content: bytes) -> bytes:
    """Return what is in a compressed file. UnreadableError."""
    start = next(start for start in _OPEN if content.startswith(start))
    try:
        return _OPEN[start][0](content)
    except Exception as error:  # each module has errors of its own
        raise UnreadableError from error


def pack(content: bytes, like: bytes) -> bytes:
    """Compress a file as that other one is."""
    return next(close for start, (_, close) in _OPEN.items() if like.startswith(start))(content)


def _texts(picture: bytes) -> Iterator[bytes]:
    """Yield what a PNG holds in compressed texts."""
    place = len(_PNG)
    while kind := picture[place + 4 : place + 8]:
        size = int.from_bytes(picture[place : place + 4])
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            body = memoryview(picture)[place + 8 :][:size]
            for start in range(len(body)):  # behind a keyword, and what else stands before it
                with suppress(zlib.error):
                    yield zlib.decompress(body[start:])
        place += size + 12
