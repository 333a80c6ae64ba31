"""Takes secrets out of what a run leaves behind: files of text, and the members of trace archives."""

import html
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

REPLACED = b"[scrubbed]"
TEXTS = (".json", ".jsonl", ".txt", ".html", ".xml", ".log", ".csv", ".har")

_CREDENTIALS = re.compile(
    rb'(\\?"(?:token|access_token|refresh_token|password)\\?"\s*:\s*\\?")[^"\\]+'  # a JSON member, also inside a string
    rb'|("name"\s*:\s*"(?:set-cookie|cookie|authorization)"\s*,\s*"value"\s*:\s*")[^"]+'  # a header, as traces keep it
    rb"|(\bBearer\s+)[\w.~+/-]{16,}",
    re.IGNORECASE,
)

_COOKIES = re.compile(rb'("cookies"\s*:\s*\[)[^\]]+(?=\])')
"""Lists of cookies, as traces keep them; an empty list is still valid there."""


def scrub(folder: Path, secrets: Iterable[str]) -> int:
    """Replace secrets in every file below the folder; return how many places were replaced.

    `secrets` are values, looked for as they are and as URLs, HTML and JSON write them; tokens in JSON, cookies and
    authorization headers are recognised by their form. A file that cannot be rewritten raises OSError.
    """
    values = re.compile(b"|".join(map(re.escape, sorted(_written(secrets), key=len, reverse=True))) or rb"(?!)")
    count = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".zip" and zipfile.is_zipfile(path):
            count += _scrub_archive(path, values)
        elif path.is_file() and path.suffix in TEXTS:
            clean, found = _clean(path.read_bytes(), values)
            if found:
                _replace(path, clean)
                count += found
    return count


def _scrub_archive(path: Path, values: re.Pattern[bytes]) -> int:
    count = 0
    draft = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            clean, found = _clean(old.read(member), values)
            new.writestr(member, clean)
            count += found
    if count:
        draft.replace(path)
    else:
        draft.unlink()
    return count


def _clean(content: bytes, values: re.Pattern[bytes]) -> tuple[bytes, int]:
    content, by_value = values.subn(REPLACED, content)
    content, by_form = _CREDENTIALS.subn(_keep_what_leads_to_it, content)
    content, cookies = _COOKIES.subn(rb"\1", content)
    return content, by_value + by_form + cookies


def _keep_what_leads_to_it(found: re.Match[bytes]) -> bytes:
    return b"".join(group or b"" for group in found.groups()) + REPLACED


def _written(secrets: Iterable[str]) -> set[bytes]:
    ways = (str, quote, quote_plus, html.escape, lambda text: json.dumps(text)[1:-1])
    return {way(secret).encode() for secret in secrets for way in ways}


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
