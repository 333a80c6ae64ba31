"""Lines to the user: what was asked for to standard output, the rest to standard error."""

import os
import sys
from contextlib import suppress


def say(*lines: str) -> None:
    """Print lines that were asked for."""
    _write(1, lines)


def complain(*lines: str) -> None:
    """Print lines that tell what happens."""
    _write(2, lines)


def _write(stream: int, lines: tuple[str, ...]) -> None:
    sys.stderr.flush()
    with suppress(OSError):  # whoever listened may be gone, and that is no reason for a traceback
        os.write(stream, "".join(f"{line}\n" for line in lines).encode())


def reason_of(error: Exception) -> str:
    """Return one line that says what went wrong."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())
