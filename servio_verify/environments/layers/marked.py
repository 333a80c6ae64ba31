"""Texts of the committed file that refer to a variable, and how a place in the file is told."""


class Reference(str):
    """A text of the file with `${VARIABLE}` in it."""

    __slots__ = ()


def told(path: tuple[str, ...]) -> str:
    """Return a place in the file as a reader looks for it: `[table] key`."""
    return f"[{path[0]}] {' '.join(path[1:])}" if path[1:] else path[0]
