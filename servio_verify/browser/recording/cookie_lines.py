"""`Set-Cookie` lines, and which of them brought a cookie that a browser holds."""

import re
from collections.abc import Sequence

from playwright.sync_api import StorageStateCookie

_ENDS = re.compile(r";\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)|;\s*expires\s*=[^;]*\b1970\b", re.IGNORECASE)
_PATH = re.compile(r";\s*path\s*=\s*(/[^;]*?)\s*(?:;|$)", re.IGNORECASE)


def line_that_set(cookie: StorageStateCookie, lines: Sequence[str]) -> str | None:
    """Return the last of these lines that brought the cookie; None where none did.

    A line of its name may be another cookie's, of another path, or take it back. Where none has its value, another
    window has renewed it: the last one that gave it a value is like it.
    """
    named = [line for line in lines if _pair(line)[0] == cookie["name"] and _is_for(line, cookie["path"])]
    same = [line for line in named if _pair(line)[1] == cookie["value"]]
    given = [line for line in named if _pair(line)[1].strip('"') and not _ENDS.search(line)]
    return next(reversed(same or given), None)


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(";")[0].partition("=")
    return name.strip(), value.strip()


def _is_for(line: str, path: str) -> bool:
    said = _PATH.search(line)
    return said is None or said[1] == path
