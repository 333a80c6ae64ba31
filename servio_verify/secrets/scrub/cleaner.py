"""Cleaner of one content; its format stays valid."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Any

from servio_verify.secrets.scrub import archives, structured
from servio_verify.secrets.scrub.search import DEPTH, Search

REPLACED = b"[scrubbed]"

_OF_CONTENT = re.compile(r"resources/[0-9a-f]{40}\b")
"""Members of traces that are named by their content: what one trace holds, others hold too."""

_KEPT = 200
"""Files that are remembered."""

_MEMBERS_KEPT = 2000
"""Members of traces that are remembered: small ones, mostly."""


class LeftError(Exception):
    """A secret is left that cannot be taken out, or nobody knows whether there is one."""


@dataclass
class Cleaned:
    """What became of a content: how many places were replaced, and which parts of it had to go."""

    content: bytes
    count: int = 0
    dropped: list[str] = field(default_factory=list)


class Cleaner:
    """Cleans contents of every kind."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._members: dict[tuple[str, int, int], Cleaned | None] = {}
        self._names: dict[str, str] = {}
        self._seen: dict[bytes, Cleaned] = {}
        self._json = structured.JsonCleaner(self._string, search.holds)

    def clean_file(self, content: bytes) -> Cleaned:
        """Do the same as `clean`, once for files that are alike: evidence is in the run's folder and in Allure's."""
        key = hashlib.blake2b(content).digest()
        if key not in self._seen:
            cleaned = self.clean(content)
            # What did not change is not kept: whoever asks has it.
            _remember(self._seen, key, cleaned if cleaned.count else replace(cleaned, content=b""), _KEPT)
        remembered = self._seen[key]
        return remembered if remembered.count else replace(remembered, content=content)

    def clean(self, content: bytes, depth: int = DEPTH) -> Cleaned:
        """Return the content without secrets; LeftError where that cannot be done."""
        if archives.is_zip(content):
            return self._archive(content, depth)
        if archives.is_packed(content) and not archives.is_picture(content):
            return self._compressed(content, depth)
        if archives.is_picture(content) or b"\0" in content:
            self._refuse(content)
            return Cleaned(content)
        return self._text(content)

    def name(self, name: str) -> str:
        """Return a file's name without secrets."""
        if name not in self._names:
            raw = name.encode("utf-8", "surrogateescape")
            self._names[name] = replaced(raw, self.search.in_name(raw)).decode("utf-8", "surrogateescape")
        return self._names[name]

    def _text(self, content: bytes) -> Cleaned:
        spans = self.search.spans(content)
        if not spans:
            return Cleaned(content)
        clean = replaced(content, spans)
        if not structured.is_as_valid(clean, content):
            try:
                clean = self._json.clean(content)
            except ValueError:
                raise LeftError from None
            clean = replaced(clean, self.search.spans(clean))
            if self.search.holds(clean):
                raise LeftError
        elif self.search.holds_beside(kept(content, spans), REPLACED):
            raise LeftError
        return Cleaned(clean, len(spans))

    def _refuse(self, content: bytes) -> None:
        parts = archives.members(content) if archives.is_picture(content) else [content]
        if any(map(self.search.holds, parts)):
            raise LeftError

    def _compressed(self, content: bytes, depth: int) -> Cleaned:
        if not depth:
            raise LeftError
        try:
            cleaned = self.clean(archives.unpack(content), depth - 1)
        except archives.UnreadableError:
            raise LeftError from None
        cleaned.count += not cleaned.count and self.search.holds(content)  # gzip keeps the name of the file
        cleaned.content = archives.pack(cleaned.content, content) if cleaned.count else content
        return cleaned

    def _archive(self, content: bytes, depth: int) -> Cleaned:
        if not depth:
            raise LeftError
        whole = Cleaned(content)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
                if sum(member.file_size for member in members) > archives.MOST_UNPACKED:
                    raise LeftError
                bodies = [self._member(archive, member, depth, whole) for member in members]
                names = _unique(self.name(member.filename) for member in members)
                notes = [note for member in members for note in (member.comment, member.extra)]
                changed = sum(name != member.filename for name, member in zip(names, members, strict=True))
                changed += any(map(self.search.holds, (archive.comment, *notes)))
                if changed or any(bodies):
                    whole.content = _zipped(archive, bodies, names)
                    whole.count += changed
        except Exception:  # whatever is wrong with it, it must not stay
            raise LeftError from None
        return whole

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int, whole: Cleaned) -> Cleaned | None:
        """Return a member anew, or None where it may stay."""
        identity = (member.filename, member.CRC, member.file_size)
        if identity in self._members:
            cleaned = self._members[identity]
        else:
            cleaned = self._cleaned_or_empty(archive.read(member), member.filename, depth)
            if _OF_CONTENT.match(member.filename):
                _remember(self._members, identity, cleaned, _MEMBERS_KEPT)
        if cleaned:
            whole.count += cleaned.count
            whole.dropped += cleaned.dropped
        return cleaned

    def _cleaned_or_empty(self, content: bytes, name: str, depth: int) -> Cleaned | None:
        """Return a content anew, or None where it may stay; one that cannot be cleaned is emptied: it may be named."""
        try:
            cleaned = self.clean(content, depth - 1)
        except LeftError:
            return Cleaned(b"", 1, [self.name(name)])
        return cleaned if cleaned.count else None

    def _string(self, value: str) -> str:
        raw = value.encode("utf-8", "surrogatepass")
        return replaced(raw, self.search.spans(raw)).decode("utf-8", "surrogatepass")


def _remember(store: dict[Any, Any], key: Any, value: Any, most: int) -> None:
    """Remember one more, and forget the oldest where there are too many."""
    if len(store) >= most:
        store.pop(next(iter(store)))
    store[key] = value


def _unique(names: Iterable[str]) -> list[str]:
    """Return the names, with a number before each that another one has already."""
    taken: dict[str, None] = {}
    for name in names:
        numbered = (f"{number}-{name}" for number in count(2))
        taken[next(each for each in chain([name], numbered) if each not in taken)] = None
    return list(taken)


def _zipped(archive: zipfile.ZipFile, bodies: Sequence[Cleaned | None], names: Sequence[str]) -> bytes:
    """Return the archive with these bodies and names, without comments; what has no new body stays."""
    draft = io.BytesIO()
    with zipfile.ZipFile(draft, "w") as new:
        for member, body, name in zip(archive.infolist(), bodies, names, strict=True):
            content = body.content if body else archive.read(member)
            member.filename, member.comment, member.extra = name, b"", b""
            new.writestr(member, content, compresslevel=1)
    return draft.getvalue()


def replaced(content: bytes, spans: list[tuple[int, int]]) -> bytes:
    """Return the content with these places replaced."""
    return REPLACED.join(kept(content, spans))


def kept(content: bytes, spans: list[tuple[int, int]]) -> list[bytes]:
    """Return the parts of the content between these places."""
    parts, done = [], 0
    for start, end in spans:
        # An escape that the secret's first letter ends goes with it: `\\n` and no lonely backslash stays.
        lead = content[done:start]
        parts.append(lead[: len(lead) - (len(lead) - len(lead.rstrip(b"\\"))) % 2])
        done = end
    return [*parts, content[done:]]
