"""Paths into documents: `$.guest.email`, `$.guests[*].name`, `$..phone`, and `$.shares.*~` for the keys themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from servio_verify.data.policy.model import PolicyError
from servio_verify.data.pseudonyms.form import Replace

SEPARATOR = "\x1f"
ITEM = "\x1e"
"""What stands for the number of an item of a list."""

KEYS = "\x1d"
"""What stands behind a key that is itself looked up."""

STEP = re.compile(r"\.\.|\.?\*|\[\*\]|\['(?P<quoted>[^']+)'\]|\.?(?P<key>[^.\[\]*~]+)|(?P<keys>~)$")
ANY = f"[^{SEPARATOR}{KEYS}]*"
"""Any step; a key may be the empty text."""


@dataclass(frozen=True)
class Part:
    """What becomes of a part of a document; numbers stay where they would become text."""

    replace: Replace
    numbers: bool = True


class Paths:
    """What each path of a document is replaced with: the first that fits, in the order of the policy."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._patterns = [(re.compile(pattern(path)), part) for path, part in parts.items()]
        self._known: dict[tuple[str, ...], Part | None] = {}

    def at(self, path: tuple[str, ...]) -> Part | None:
        """Return what replaces the value at this path; None where it stays."""
        try:
            return self._known[path]
        except KeyError:
            told = SEPARATOR.join(path)
            found = next((part for regex, part in self._patterns if regex.fullmatch(told)), None)
            if len(self._known) < 10_000:  # keys that are data would fill the memory
                self._known[path] = found
            return found


def pattern(path: str) -> str:
    """Return the regular expression of a path. Raises PolicyError."""
    rest, deep = path.removeprefix("$"), ""
    parts: list[str] = []
    while rest:
        step = STEP.match(rest)
        if step is None or _is_slip(step, is_first=bool(deep) or not parts):
            raise PolicyError(
                f"{path!r} is no path: write $.key, $.list[*].key, $..key, $['a key'], or $.map.*~ for keys"
            )
        rest = rest[step.end() :]
        if step[0] == "..":
            deep = f"(?:{ANY}{SEPARATOR})*"
            continue
        parts.append(f"{deep}{_step(step)}")
        deep = ""
    if not parts:
        raise PolicyError(f"{path!r} names the whole document: name a part of it, or $..* for all of its values")
    return SEPARATOR.join(parts).replace(f"{SEPARATOR}{KEYS}", KEYS)


def _is_slip(step: re.Match[str], *, is_first: bool) -> bool:
    """Return whether a key is a slip of the pen, which no document has: a space at its end, no dot before it."""
    key: str | None = step["key"]
    return key is not None and (key != key.strip() or not (is_first or step[0].startswith(".")))


def _step(step: re.Match[str]) -> str:
    if step["keys"]:
        return KEYS
    if step[0].endswith("[*]"):
        return ITEM
    name = step["quoted"] or step["key"]
    return re.escape(name) if name else ANY
