"""Structured texts: JSON cleaned value by value, and whether JSON or XML is still valid."""

import json
from collections.abc import Callable
from typing import Any


class JsonCleaner:
    """Cleans JSON, or lines of it. `clean` cleans a string; a number that `holds` a secret becomes 0."""

    def __init__(self, clean: Callable[[str], str], holds: Callable[[bytes], bool]) -> None:
        self._clean = clean
        self._holds = holds

    def clean(self, content: bytes) -> bytes:
        """Return the content without secrets. Raises ValueError where it is no JSON."""
        try:
            return self._dumped(json.loads(content))
        except ValueError:
            lines = content.split(b"\n")
            return b"\n".join(self._dumped(json.loads(line)) if line.strip() else line for line in lines)

    def _dumped(self, value: Any) -> bytes:
        return json.dumps(self._value(value), ensure_ascii=False).encode("utf-8", "surrogatepass")

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._clean(key): self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, str):
            return self._clean(value)
        if isinstance(value, int | float) and self._holds(str(value).encode()):
            return 0
        return value


def is_as_valid(clean: bytes, before: bytes) -> bool:
    """Return whether JSON, lines of JSON or XML are still that."""
    if clean.lstrip()[:1] in (b"{", b"[", b'"'):
        return _is_as_valid_json(clean.split(b"\n"), before.split(b"\n"))
    if clean.lstrip().startswith((b"<?xml", b"<svg", b"<testsuite")):
        return _is_xml(clean) or not _is_xml(before)
    return True


def _is_as_valid_json(clean: list[bytes], before: list[bytes]) -> bool:
    if len(clean) == len(before) and all(line[:1] == b"{" for line in clean[:2]):
        # Lines of JSON: only those that were changed can be broken.
        pairs = zip(clean, before, strict=True)
        return all(new == old or _is_json(new) or not _is_json(old) for new, old in pairs)
    return _is_json(b"\n".join(clean)) or not _is_json(b"\n".join(before))


def _is_json(content: bytes) -> bool:
    """Return whether it is JSON, or lines of JSON."""
    try:
        json.loads(content)
    except ValueError:
        try:
            for line in content.split(b"\n"):
                if line.strip():
                    json.loads(line)
        except ValueError:
            return False
    return True


def _is_xml(content: bytes) -> bool:
    from xml.etree import ElementTree as Xml  # few runs find a secret in XML

    try:
        Xml.fromstring(content)  # noqa: S314 - what we wrote ourselves
    except Xml.ParseError:
        return False
    return True
