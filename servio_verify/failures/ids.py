"""Ids in paths and in texts: the one definition of what an id looks like."""

import re

from servio_verify.run.identity import NAME_PATTERN

SEGMENT = r"(?!v\d+(?![\w-]))(?=[\w-]*\d)[\w-]+"
"""An id as a segment of a path: whatever holds a digit, but for the version of an API."""

_IN_PATH = re.compile(rf"/{SEGMENT}(?=[/?#]|$)")
_IN_TEXT = re.compile(rf"{NAME_PATTERN.pattern}|\b[0-9a-f]{{8}}-[0-9a-f-]{{27}}\b|\b[\w-]*\d{{3,}}[\w-]*")


def without_ids(path: str, put: str = "…") -> str:
    """Return a path with each id replaced."""
    return _IN_PATH.sub(f"/{put}", path)


def mask_ids(text: str) -> str:
    """Return a text in which names that a run gave, ids and long numbers are all the same."""
    return _IN_TEXT.sub("…", text)
