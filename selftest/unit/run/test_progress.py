"""The progress line on a terminal: drawn where it changed."""

from io import StringIO

from servio_verify.run.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_same_line_is_not_drawn_again() -> None:
    terminal = Terminal()
    with Progress("watching staging", terminal) as progress:
        for text in ("GO", "GO", "NO-GO", "GO"):
            progress.tell(text)
        progress.clear()
        progress.tell("GO")
    drawn = [line for line in terminal.getvalue().split("\r\x1b[K") if line]
    assert drawn == [f"watching staging: {text}" for text in ("GO", "NO-GO", "GO", "GO")]
