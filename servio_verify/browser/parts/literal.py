"""Texts as patterns, for Playwright's locators and for what a page holds."""

import re


def literal(text: str) -> str:
    """Return the pattern that matches just this text; Playwright misreads quotes and `>` in a pattern (1.65)."""
    return "".join(char if char.isalnum() or ord(char) > 127 else f"\\x{ord(char):02x}" for char in text)


def flexible(text: str) -> str:
    """Return the pattern of a text in which numbers and spaces may be others."""
    words = (r"\d+".join(map(literal, re.split(r"\d+", word))) for word in text.split())
    return r"\s+".join(words)


def holds_word(content: str, word: str) -> bool:
    """Return whether a page holds this name or e-mail address, and not only as a part of a longer one."""
    return bool(re.search(rf"(?<![\w.+-]){re.escape(word)}(?![\w-]|\.\w)", content))
