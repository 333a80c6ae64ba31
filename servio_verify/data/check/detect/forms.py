"""Forms that hide text: escapes of JSON, URLs, XML and COPY, and bytes that are text in some encoding."""

import base64
import html
import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

LARGEST = 8 * 1024 * 1024
"""Bytes of one packed value that are unpacked."""

UNICODE = re.compile(r"\\(?<!\\\\)\\*+u([0-9a-fA-F]{4})")
COPY_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\b": " ", "\\f": " ", "\\v": " ", "\\\\": "\\"}
ESCAPED = re.compile(r"\\[ntrbfv\\]")
RUN = re.compile(rb"[\x20-\x7e\t\r\n]{10,}")
BASE64 = re.compile(
    r"(?<![\w+/=-])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/=-])"
)
HEX = re.compile(r"(?<![0-9a-fA-F])(?:[2-7][0-9a-fA-F]){10,}(?![0-9a-fA-F])")
"""Printable ASCII in hexadecimal."""

SPACES = {ord(each): " " for each in "\r\n\t"}
SEALED = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
"""How a PDF, a ZIP (and a DOCX, an XLSX), an old Office file and the archives of 7-Zip, RAR, bzip2, xz, zstd begin."""

SEALED_64 = tuple(base64.b64encode(start)[: len(start) * 4 // 3].decode() for start in SEALED)
PACKED = (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda")


def uncopied(line: str) -> str:
    """Return a value as it is, of one that COPY wrote in its text format; line ends inside it become spaces."""
    if "\\" not in line:
        return line
    return ESCAPED.sub(lambda found: COPY_ESCAPES[found[0]].replace("\n", " "), line)


def plain(text: str) -> str:
    """Return text with its escapes read: `\\u0040`, `%40`, `&#64;`."""
    if "\\u" in text:
        text = UNICODE.sub(lambda found: chr(int(found[1], 16)), text)
    if "%40" in text or "%2B" in text or "%20" in text:
        text = unquote(text)
    if "&#" in text:
        text = html.unescape(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def texts_of(raw: bytes) -> Iterator[str]:
    """Yield what bytes say: UTF-8, UTF-16, packed by gzip or zlib, or runs of letters in anything else."""
    if raw.startswith(PACKED):
        with suppress(zlib.error):
            raw = zlib.decompressobj(wbits=47).decompress(raw, LARGEST)
    if raw.count(0, 0, 4096) * 4 > min(len(raw), 4096):
        for encoding in ("utf-16-le", "utf-16-be"):
            yield "\n".join(re.findall(r"[\x20-\x7e\xa0-\u024f]{6,}", raw.decode(encoding, "ignore")))
        return
    try:
        yield raw.decode("utf-8")
    except UnicodeDecodeError:
        yield "\n".join(run.decode("ascii") for run in RUN.findall(raw))


def is_sealed(raw: bytes) -> bool:
    """Return whether bytes are a document or an archive, which is not unpacked: what it says is not known."""
    return raw.startswith(SEALED)


def seals(text: str) -> bool:
    """Return whether such bytes stand in a text as Base64."""
    return any(start in text for start in SEALED_64) and any(map(is_sealed, _decoded(text)))


def unpacked(text: str) -> Iterator[str]:
    """Yield what stands in a text as Base64 or in hexadecimal, where that is text."""
    for raw in _decoded(text):
        if raw.startswith(b"\x1f\x8b"):
            yield from texts_of(raw)
            continue
        with suppress(UnicodeDecodeError):
            inner = raw.decode("utf-8")
            if inner.translate(SPACES).isprintable():
                yield inner
    for match in HEX.finditer(text):
        inner = bytes.fromhex(match[0]).decode("ascii")
        if inner.isprintable():
            yield inner


def _decoded(text: str) -> Iterator[bytes]:
    for match in BASE64.finditer(text):
        word = match[0].replace("-", "+").replace("_", "/").rstrip("=")
        with suppress(ValueError):
            yield base64.b64decode(word + "=" * (-len(word) % 4))
