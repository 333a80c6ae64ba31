"""Secrets that a run obtains: session tokens and cookies, kept until its end so that they can be scrubbed.

Each process appends to a file of its own that only its owner may read; the controller reads and removes them all.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servio_verify.environments.layout import current
from servio_verify.run import files

if TYPE_CHECKING:  # a load run imports this too, and not that
    import httpx

_FILES = (files.OBTAINED, f"{files.LOAD}/{files.OBTAINED}")
SHORTEST = 16
"""Characters from which on a cookie is taken for a session: `theme=dark` is none."""

_TOKEN = re.compile(r'"\w*(?:token|jwt|session)\w*"\s*:\s*"([^"\\]+)"', re.IGNORECASE)
_SESSION_KEY = re.compile(r"token|session|auth|jwt|sid\b", re.IGNORECASE)

_here: dict[str, None] = {}
_file: Path | None = None
_read: dict[Path, int] = {}


def keep_in(folder: Path, process: str) -> None:
    """Write what this process obtains into that folder from now on."""
    global _file
    _file = folder / files.named(files.OBTAINED, process)


def remember(*values: str, shortest: int = SHORTEST) -> None:
    """Keep values that are secret from now on; shorter ones than that are no secrets."""
    new = [value for value in dict.fromkeys(values) if len(value) >= shortest and value not in _here]
    if not new:
        return
    _here.update(dict.fromkeys(new))
    if _file is not None:
        with files.open_private(_file, "a") as opened:
            opened.write("".join(f"{json.dumps(value)}\n" for value in new))


def remember_answer(answer: "httpx.Response") -> None:
    """Keep the tokens and cookies that an answer brings."""
    cookies = [line.partition(";")[0].partition("=")[2] for line in answer.headers.get_list("set-cookie")]
    path = answer.request.url.path
    tokens = _TOKEN.findall(answer.text) if "/auth/" in path or path in current.layout().paths.sign_in else []
    remember(*cookies, *tokens)


def remember_state(state: Mapping[str, Any]) -> None:
    """Keep the cookies of a browser, and what its pages stored of a session."""
    remember(*_in_state(state))


def all_obtained(folder: Path) -> list[str]:
    """Return what every process of the run obtained, with the sign-ins that its workers share."""
    for path in (path for pattern in (*_FILES, f"{files.SHARED}.json") for path in folder.glob(pattern)):
        with suppress(OSError, ValueError):  # gone, or not written to its end
            if (size := path.stat().st_size) == _read.get(path):
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            for kept in map(json.loads, lines):
                _here.update(dict.fromkeys([kept] if isinstance(kept, str) else _in_state(kept)))
            _read[path] = size
    return list(_here)


def forget(folder: Path) -> None:
    """Remove the files."""
    for pattern in _FILES:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _in_state(state: Mapping[str, Any]) -> Iterable[str]:
    if "token" in state:  # a session of the API, which workers share like a browser's
        yield state["token"]
    yield from (cookie["value"] for cookie in state.get("cookies", ()) if len(cookie["value"]) >= SHORTEST)
    for origin in state.get("origins", ()):
        for item in origin["localStorage"]:
            if _SESSION_KEY.search(item["name"]) and len(item["value"]) >= SHORTEST:
                yield item["value"]
                yield from (value for value in _strings(item["value"]) if len(value) >= SHORTEST)


def _strings(text: str) -> Iterator[str]:
    with suppress(ValueError):
        value = json.loads(text)
        if isinstance(value, dict):
            yield from (each for key, each in value.items() if isinstance(each, str) and _SESSION_KEY.search(key))
