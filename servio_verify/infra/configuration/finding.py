"""Findings: one mistake in the configuration, told by its key and line, never by a value."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from servio_verify.infra.configuration.catalogue import RULES, Rule

LONGEST = 160
_PART = r"[A-Z]{1,16}[0-9]{0,3}[A-Z]{0,3}"
_NAME = re.compile(rf"[A-Z]{{1,8}}|{_PART}(_{_PART}|_[0-9]{{1,3}}){{1,7}}")
"""What a variable's name looks like. A line of a private key, a token or a base32 secret before a `=` does not."""


@dataclass(frozen=True)
class Finding:
    """One mistake: the rule's id, where it is, and what to do."""

    rule: str
    source: str
    says: str
    key: str = ""
    lines: tuple[int, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether it is a mistake, not only something to know."""
        return self.kind.decides

    @property
    def kind(self) -> Rule:
        """The rule."""
        return RULES[self.rule]

    @property
    def place(self) -> str:
        """The line, or the lines, of a file; the task's container for the rest."""
        if not self.lines:
            return self.source
        return f"{self.source}:{','.join(map(str, self.lines))}"

    @property
    def text(self) -> str:
        """All of it in one line."""
        return shortened(f"{self.place}: {f'{self.key} ' if self.key else ''}{self.says}", LONGEST)


def found(rule: str, source: str, key: str = "", lines: tuple[int, ...] = (), **words: str) -> Finding:
    """Return a finding of that rule. `words` come from the facts file or from the rules, never from a value."""
    return Finding(rule, source, RULES[rule].says.format(**words), key, lines)


def printable(key: str, known: Collection[str]) -> str:
    """Return a key where it is surely one: what stands before a `=` may as well be a piece of a secret."""
    return key if key in known or _NAME.fullmatch(key) else ""


def several(names: Collection[str], most: int = 3) -> str:
    """Return names in one phrase, the first of them where they are many."""
    first = list(names)[:most]
    if more := len(names) - len(first):
        return f"{', '.join(first)} and {more} more"
    return " and ".join(filter(None, [", ".join(first[:-1]), *first[-1:]]))


def shortened(text: str, most: int) -> str:
    """Return at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
