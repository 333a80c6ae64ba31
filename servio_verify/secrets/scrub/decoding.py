"""Undoes the escapes of JSON, URLs, HTML, Python and terminals in any mixture, and knows where each part came from."""

import html.entities
import re
import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LEVELS = 5
"""How often an escape may be escaped again."""

_ENTITIES = {name: text for name, text in html.entities.html5.items() if name.endswith(";")}
_LETTERS = {ord("n"): 10, ord("t"): 9, ord("r"): 13, ord("b"): 8, ord("f"): 12, ord("0"): 0}
_RUN = rb"\\(?<!\\\\)\\*+"
"""All backslashes that stand together: a long row of them is read once, not once from each."""

_WRAPPED = rb"(?<=[A-Za-z0-9+/]{60}%s)(?=[ \t]*[A-Za-z0-9+/=])"


@dataclass(frozen=True)
class Decoded:
    """A text with its escapes undone; `starts` are where its pieces begin, here and in the text it came from."""

    text: bytes
    starts: list[int]
    pieces: list[tuple[int, int, bool]]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return what the bytes from `start` to `end` were made of; an escape is never cut."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, place: int) -> tuple[int, int]:
        piece = bisect_right(self.starts, place) - 1
        begin, end, whole = self.pieces[piece]
        if whole:
            return begin, end
        at = begin + place - self.starts[piece]
        return at, at + 1


class Decoder:
    """Undoes only escapes of characters that the values hold: others cannot hide a part of one."""

    def __init__(self, values: Iterable[str]) -> None:
        held = {*"".join(values), *"+/=-_.\\%&#;"} | set(string.ascii_letters + string.digits)
        codes = sorted({byte for character in held for byte in character.encode("utf-8", "replace")})
        percent = b"|".join(b"%02X" % code for code in codes)
        letters = b"".join(b"|%c" % letter for letter, code in _LETTERS.items() if chr(code) in held)
        named = b"|".join(re.escape(name.encode()) for name, text in _ENTITIES.items() if text in held)
        # Base64 is wrapped into lines, and so is a value that holds a line break: one of the two can be undone.
        self._wraps = "\n" not in held
        coded = (
            rb"%(?:" + percent + rb")"
            rb"|" + _RUN + rb"(?:ud[89ab][0-9a-f]{2}\\+ud[c-f][0-9a-f]{2}|x[c-f][0-9a-f](?:\\+x[89ab][0-9a-f])+"
            rb"|u001b\[[\d;]*m|(?-i:u)[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|(?-i:U)[0-9a-f]{8}"
            rb"|x1b\[[\d;]*m|x[0-9a-f]{2}" + letters + rb"|n" + _WRAPPED % rb"\\n" + rb")"
            rb"|&(?:\#0*\d{1,7};?|\#x0*[0-9a-f]{1,6};?|(?-i:" + named + rb"))"
            rb"|\x1b\[[\d;]*m|\#x1b\[[\d;]*m"
            rb"|\n" + _WRAPPED % rb"\n" + rb"|\r\n" + _WRAPPED % rb"\r\n"
        )  # fmt: skip
        self._coded = re.compile(coded, re.IGNORECASE)
        self._every = re.compile(coded + rb"|\\+[\"'/`\\]", re.IGNORECASE)
        self._known: dict[bytes, bytes] = {}

    def windows(self, text: bytes, reach: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a text that hold an escape by a code or name, with `reach` bytes around it."""
        last: tuple[int, int] | None = None
        for found in self._coded.finditer(text):
            start, end = max(0, found.start() - reach), found.end() + reach
            if last and start <= last[1]:
                last = last[0], end
                continue
            if last:
                yield last
            last = start, end
        if last:
            yield last

    def hastily(self, text: bytes) -> Iterator[bytes]:
        """Yield the text with its escapes undone once, twice and so on, without any backslash: a quick look."""
        for _ in range(LEVELS):
            text, times = self._coded.subn(self._meaning, text)
            if not times:
                return
            yield text.translate(None, b"\\")

    def undone(self, value: str) -> Iterator[bytes]:
        """Yield the value with its escapes undone once, twice and so on, and without any backslash.

        Bytes, as what looks like an escape there may be half of a character: `%C3`.
        """
        form = value.encode("utf-8", "replace")
        for _ in range(LEVELS):
            yield form.replace(b"\\", b"")
            if (decoded := self.decode(form)) is None:
                return
            yield (form := decoded.text)

    def decode(self, text: bytes) -> Decoded | None:
        """Return the text with one level of escapes undone, or None where it holds none."""
        parts: list[bytes] = []
        starts: list[int] = []
        pieces: list[tuple[int, int, bool]] = []
        size = done = 0
        for found in [*self._every.finditer(text), None]:
            begin, end = found.span() if found else (len(text), len(text))
            meaning = self._meaning(found) if found else b""
            for part, origin in ((text[done:begin], (done, begin, False)), (meaning, (begin, end, True))):
                if part:
                    parts.append(part)
                    starts.append(size)
                    pieces.append(origin)
                    size += len(part)
            done = end
        whole = b"".join(parts)
        return Decoded(whole, starts, pieces) if whole != text else None

    def _meaning(self, found: re.Match[bytes]) -> bytes:
        token = found[0]
        if (known := self._known.get(token)) is None:
            known = self._known[token] = self._look_up(token)
        return known

    def _look_up(self, token: bytes) -> bytes:
        kind, rest = token[:1], token.lstrip(b"\\")
        if kind == b"%":
            return bytes([int(token[1:], 16)])
        if kind == b"&":
            digits = token[1:].strip(b"#;")
            if token[1:2] != b"#":
                return _ENTITIES[token[1:].decode()].encode()
            return _character(int(digits[1:], 16) if digits[:1] in b"xX" else int(digits))
        if kind != b"\\" or b"[" in rest or (rest == b"n" and self._wraps):
            return b""  # a colour, or the end of a line of base64
        codes = [int(code.strip(b"{}\\"), 16) for code in re.split(rb"[uUxX]", rest)[1:]]
        if not codes:
            return bytes([_LETTERS.get(rest[0], rest[0])]) if rest else b"\\"
        if rest[:1] in b"xX":
            # Python writes one character of a text so, and each byte of bytes.
            return _character(codes[0]) if len(codes) == 1 else bytes(codes)
        if len(codes) == 2:
            return _character(0x10000 + ((codes[0] - 0xD800) << 10) + codes[1] - 0xDC00)
        return _character(codes[0])


def _character(code: int) -> bytes:
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?"
