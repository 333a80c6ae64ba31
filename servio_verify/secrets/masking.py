"""Masking of JSON members that are secret by their name."""

import re

_SECRET_MEMBER = re.compile(r'("(?:\w*token|password|\w*secret|api_?key)"\s*:\s*")(?:[^"\\]|\\.?)*', re.IGNORECASE)


def without_secrets(body: str) -> str:
    """Return a body without the values of its members that are secret by their name."""
    return _SECRET_MEMBER.sub(r"\1…", body)
