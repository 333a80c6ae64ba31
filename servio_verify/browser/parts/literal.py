"""Texts as patterns for Playwright's locators."""


def literal(text: str) -> str:
    """Return the pattern that matches just this text; Playwright misreads quotes and `>` in a pattern (1.65)."""
    return "".join(char if char.isalnum() or ord(char) > 127 else f"\\x{ord(char):02x}" for char in text)
