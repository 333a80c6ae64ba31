"""An independent search for secrets: it unpacks and decodes everything, slowly, and shares no code with the scrub."""

import base64
import gzip
import html
import io
import re
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
DEPTH = 4


def find(places: Iterable[Path], secrets: Iterable[str]) -> set[tuple[str, int]]:
    """Return the files that hold a secret, each with the number of the secret; never the value."""
    wanted = [secret.encode() for secret in secrets]
    return {
        (name, number)
        for place in places
        for path in ([place] if place.is_file() else sorted(place.rglob("*")))
        for name, content in [(str(path.name), str(path).encode()), *(unpacked(path) if path.is_file() else ())]
        for number in found_in(content, wanted)
    }


def unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    yield from opened(str(path.name), path.read_bytes())


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from opened(f"{name}!{member}", member.encode() + b"\n" + archive.read(member))
                yield from opened(f"{name}!{member}", archive.read(member))
    if content[:2] == b"\x1f\x8b":
        yield from opened(f"{name}!", gzip.decompress(content))


def found_in(content: bytes, wanted: list[bytes]) -> set[int]:
    """Return the numbers of the secrets in any view of the content."""
    found: set[int] = set()
    seen: set[bytes] = set()
    views = [content]
    for _ in range(DEPTH):
        found |= {number for number, secret in enumerate(wanted) if any(secret in view for view in views)}
        seen.update(views)
        views = [each for view in views for each in decoded(view) if each and each not in seen]
    return found


def decoded(view: bytes) -> list[bytes]:
    text = view.decode("utf-8", "surrogateescape")
    unescaped = html.unescape(text) if "&" in text else ""
    views = [
        urllib.parse.unquote_to_bytes(view) if b"%" in view else b"",
        unescaped.encode("utf-8", "surrogateescape") if unescaped != text else b"",
        unslashed(text) if "\\" in text else b"",
        b"\n".join(part for run in RUN.findall(view) for part in plain(run)),
        re.sub(rb"\x1b\[[0-9;]*m", b"", view) if b"\x1b[" in view else b"",
    ]
    return [each for each in views if each != view]


def unslashed(text: str) -> bytes:
    def sign(found: re.Match[str]) -> str:
        return chr(int(found[1] or found[2], 16)) if found[1] or found[2] else found[3]

    text = re.sub(r"\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})|\\+(.)", sign, text, flags=re.DOTALL)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8", "replace")


def plain(run: bytes) -> Iterator[bytes]:
    """Yield what the run means as base64, from each of four places on, where it is text."""
    standard = run.translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        part = standard[start : len(standard) - (len(standard) - start) % 4]
        rest = standard[start + len(part) :]
        yield base64.b64decode(part) + (base64.b64decode(rest + b"=" * (4 - len(rest))) if len(rest) > 1 else b"")
