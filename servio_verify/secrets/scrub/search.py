"""Finds secrets in a text, however they are written there."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ahocorasick_rs import BytesAhoCorasick

from servio_verify.secrets.scrub import archives, encodings, patterns, shortened
from servio_verify.secrets.scrub.decoding import LEVELS, Decoded, Decoder
from servio_verify.secrets.scrub.encodings import Needles

Span = tuple[int, int]

DEPTH = 4
"""How often base64 may be in base64, or an archive in it."""

_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-="
_TOKEN = re.compile(rb"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")
_BEGINNINGS = (b"eyJ", b"eyA", b"ewo", b"W3s", b"H4sI", b"UEsD")
"""How base64 of a JSON object or list, a gzip or zip file begins."""

_ANNOUNCED = (
    *(b"base64" + comma for comma in (b",", b"%2C", b"%2c")),
    *(scheme + blank for scheme in (b"Basic", b"basic") for blank in (b" ", b"%20", b"+")),
)
"""What announces any other. In URLs too: only the escapes of what values hold are undone."""

_STEP = 16_384
"""Bytes that are looked at exactly where a quick look finds something among them."""


class Search:
    """Looks for these secrets; without one it only knows what is secret by its form."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.values = encodings.values(secrets)
        self._decoder = Decoder(self.values)
        plain = {form for value in self.values for form in encodings.plain(value)}
        # A value may hold what looks like an escape, `%7A` or a backslash: where escapes are undone, so is that.
        undone = {form for value in self.values for form in self._decoder.undone(value)}
        undone |= {form.decode("utf-8", "replace").encode() for form in undone}  # half of a character as a sign
        plain |= {form for form in undone if encodings.is_looked_for(form.decode("utf-8", "replace"))}
        encoded = {core for value in self.values for core in encodings.encoded(value)} - plain
        self._plain = plain
        self._shown = [value.encode("utf-8", "replace") for value in self.values]
        self._names = Needles(plain)
        self._needles = Needles([*plain, *encoded])
        # A quick look at what JSON escaped: every backslash is left out, there and here.
        self._bare = Needles(needle.replace(b"\\", b"") for needle in (*plain, *encoded))
        self._anchors = BytesAhoCorasick([*_BEGINNINGS, *_ANNOUNCED])
        self._reach = 64 + 3 * max((len(needle) for needle in (*plain, *encoded)), default=0)

    def spans(self, text: bytes, depth: int = DEPTH) -> list[Span]:
        """Return where secrets are, in order and without overlaps."""
        found = list(_merged([*self._direct(text, depth), *patterns.spans(text)]))
        # What is found already is out of the way of the slower looks, at the same length.
        rest = _blanked(text, found)
        return list(_merged([*found, *self._escaped(rest, depth), *shortened.spans(rest, self._shown, self._reach)]))

    def holds(self, content: bytes) -> bool:
        """Return whether there is any value in these bytes, of whatever kind they are; forms do not count."""
        found = self._direct(content, DEPTH)
        return bool(self.values) and (any(True for _ in found) or any(True for _ in self._escaped(content, DEPTH)))

    def holds_beside(self, parts: Iterable[bytes], mark: bytes) -> bool:
        """Return the same of the parts that this mark joins, of which only what is near to a mark can be new."""
        return self.holds(mark.join(map(self._ends, parts)))

    def _ends(self, part: bytes) -> bytes:
        head = _stretch(part, 0, self._reach, _SIGNS)[1]
        tail = _stretch(part, max(0, len(part) - self._reach), len(part), _SIGNS)[0]
        return part if tail <= head else part[:head] + b"\0" + part[tail:]

    def in_name(self, name: bytes) -> list[Span]:
        """Return where secrets are in a file's name."""
        return list(_merged((start, start + len(needle)) for needle, start in self._names.found(name)))

    def _direct(self, text: bytes, depth: int) -> Iterator[Span]:
        if not self.values:
            return
        for needle, start in self._needles.found(text):
            end = start + len(needle)
            yield (start, end) if needle in self._plain else _whole(text, start, end)
        if depth:
            done, run = 0, encodings.Run(b"", 0)
            for anchor, start, end in self._anchors.find_matches_as_indexes(text):
                begin = end if anchor >= len(_BEGINNINGS) else start
                if begin < done:
                    continue
                if begin >= run.end:
                    run = encodings.Run(text, begin)
                if run.end - begin >= encodings.SHORTEST and self._is_carrier(run, begin, depth):
                    done = run.end
                    whole = _whole(text, begin, run.end)
                    yield (begin, whole[1]) if begin == end else whole

    def _is_carrier(self, run: encodings.Run, begin: int, depth: int) -> bool:
        new, packed = run.content(begin)
        inside = [new]
        if packed:
            with suppress(archives.UnreadableError):
                inside += archives.members(packed)
        return any(next(self._inside(each, depth - 1), None) for each in inside)

    def _inside(self, content: bytes, depth: int) -> Iterator[Span]:
        yield from self._direct(content, depth)
        yield from self._escaped(content, depth)

    def _escaped(self, text: bytes, depth: int) -> Iterator[Span]:
        for begin in range(0, len(text) if b"\\" in text else 0, _STEP):
            start, end = max(0, begin - self._reach), begin + _STEP + self._reach
            if self._without_backslashes(text[start:end].translate(None, b"\\")):
                yield from self._exactly(text, start, end, depth)
        for begin, end in self._decoder.windows(text, self._reach):
            part = text[begin:end]
            if any(
                self._without_backslashes(view) or next(self._direct(view, depth), None)
                for view in self._decoder.hastily(part)
            ):
                yield from self._exactly(text, begin, end, depth)

    def _without_backslashes(self, view: bytes) -> bool:
        return next(self._bare.found(view), None) is not None

    def _exactly(self, text: bytes, begin: int, end: int, depth: int) -> Iterator[Span]:
        """Yield where secrets are behind escapes, level by level."""
        levels: list[Decoded] = []
        part = text[begin:end]
        while len(levels) < LEVELS and (decoded := self._decoder.decode(part)):
            levels.append(decoded)
            part = decoded.text
            for start, stop in self._direct(part, depth):
                for level in reversed(levels):
                    start, stop = level.origin(start, stop)
                yield begin + start, begin + stop


def _whole(text: bytes, start: int, end: int) -> Span:
    """Return the run of base64 around a part of it, with the other parts where it is a signed token."""
    start, end = _stretch(text, start, end, _SIGNS)
    begin, stop = _stretch(text, start, end, _SIGNS + b".")
    for token in _TOKEN.finditer(text, begin, stop):
        if token.start() < end and start < token.end():
            start, end = min(start, token.start()), max(end, token.end())
    return start, end


def _stretch(text: bytes, start: int, end: int, signs: bytes) -> Span:
    step = 4096
    while (more := text[max(0, start - step) : start]) and (kept := len(more) - len(more.rstrip(signs))):
        start -= kept
    while (more := text[end : end + step]) and (kept := len(more) - len(more.lstrip(signs))):
        end += kept
    return start, end


def _blanked(text: bytes, spans: list[Span]) -> bytes:
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], bytes(end - start)]
        done = end
    return b"".join([*parts, text[done:]]) if spans else text


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in sorted(spans):
        if last and start < last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last
