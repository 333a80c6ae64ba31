"""Code to be mutated whose mutants are known: the words behind a line are what must become of each of its mutants."""

MOST = 5  # killed
UNREAD = 7  # survives


def is_over(count: int) -> bool:
    """Return whether a count is over the limit."""
    return count > MOST  # killed


def told(count: int) -> str:
    """Return a line that no test reads."""
    return f"{count} of at most {MOST}"  # survives
