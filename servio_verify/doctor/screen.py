"""The screen of an examination: a mark, a word for the step, what was found, and below it what to do."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from servio_verify.doctor.finding import SETTINGS, TARGET, Finding, Group, Mark, exit_code

WIDEST = 100
STEP_WIDTH = 8
_SIGNS = {Mark.WELL: "✓", Mark.DOUBT: "!", Mark.WRONG: "✗", Mark.UNTRIED: "·"}
_PLAIN = {Mark.WELL: "ok", Mark.DOUBT: "? ", Mark.WRONG: "NO", Mark.UNTRIED: "- "}
_COLOURS = {Mark.WELL: "32", Mark.DOUBT: "33", Mark.WRONG: "31", Mark.UNTRIED: "2"}


class Screen:
    """Where an examination is shown: in colour on a terminal, unless `NO_COLOR` is set."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._colours = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._width = min(WIDEST, shutil.get_terminal_size().columns) if stream.isatty() else WIDEST
        self._encoding = stream.encoding or "ascii"
        try:
            "✓✗·→•".encode(self._encoding)
            self._signs, self._arrow = _SIGNS, "→"
        except UnicodeEncodeError:
            self._signs, self._arrow = _PLAIN, "->"

    def lines(self, name: str, groups: Sequence[Group]) -> Iterator[str]:
        """Yield what is shown of an environment."""
        yield from self.findings(groups)
        yield self._painted(*_conclusion(name, groups))

    def findings(self, groups: Sequence[Group]) -> Iterator[str]:
        """Yield each group with its findings."""
        for group in groups:
            yield self._painted(group.heading, "1")
            yield from self._group(group)
            yield from (f"  {self._harmless(line)}" for line in group.paste)

    def _group(self, group: Group) -> Iterator[str]:
        """Yield the findings; those not tried for one reason are one line."""
        told: set[str] = set()
        for finding in group.findings:
            alike = [each.step for each in group.findings if each.found == finding.found]
            if finding.mark is not Mark.UNTRIED or len(alike) == 1:
                yield from self._finding(finding, finding.step)
            elif finding.found not in told:
                told.add(finding.found)
                yield from self._finding(finding, ", ".join(alike))

    def _finding(self, finding: Finding, step: str) -> Iterator[str]:
        sign = self._painted(self._signs[finding.mark], _COLOURS[finding.mark])
        margin = 3 + len(self._signs[Mark.WELL]) + STEP_WIDTH + 1
        first, *more = self._wrapped(f"{step.ljust(STEP_WIDTH)} {finding.found}", margin - STEP_WIDTH - 1, margin)
        yield f"  {sign} {first.lstrip()}"
        yield from more
        if finding.advice:
            yield from self._wrapped(f"{self._arrow} {finding.advice}", margin, margin + 2)

    def _wrapped(self, text: str, first: int, rest: int) -> list[str]:
        return textwrap.wrap(
            self._harmless(text),
            self._width,
            initial_indent=" " * first,
            subsequent_indent=" " * rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _harmless(self, text: str) -> str:
        """Return the text as the stream can take it: a target's words may hold control sequences."""
        printable = "".join(character if character.isprintable() else " " for character in text)
        return printable.encode(self._encoding, "replace").decode(self._encoding)

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colours else text


def _conclusion(name: str, groups: Sequence[Group]) -> tuple[str, str]:
    code = exit_code(groups)
    doubts = sum(finding.mark is Mark.DOUBT for group in groups for finding in group.findings)
    if code == 0:
        looks = f" ({doubts} thing{'s'[: doubts != 1]} to look at: !)" if doubts else ""
        return f"Ready: servio-verify run -m smoke --env {name}{looks}", "1;32"
    turn = {SETTINGS: "correct what stands above", TARGET: "it cannot be verified yet"}
    return f"Not ready (exit code {code}): {turn.get(code, 'a run would end NO-GO')}", "1;31"
