"""A POSIX shell that sources the file (`set -a; . ./file`): its words, without running anything."""

import re
from dataclasses import dataclass

from servio_verify.infra.configuration.readers.reading import Reading, RefusedFileError, Taken, line_at
from servio_verify.infra.configuration.readers.shell_words import Word, next_word

NAME = "a shell"

_BETWEEN = re.compile(r"(?:[ \t\n;]|\\\n)*")
_BLANKS = re.compile(r"(?:[ \t]|\\\n)*")
_COMMENT = re.compile(r"#[^\n]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=", re.ASCII)


@dataclass
class _Command:
    """One simple command: its words, each with its position, and the operator that it ends with."""

    words: list[tuple[int, Word]]
    end: str = ""


def read(text: str) -> Reading:
    """Return what it takes; a line with more than assignments is run as a command, and sets nothing."""
    values: dict[str, str | None] = {}
    taken: list[Taken] = []
    runs: list[int] = []
    at = 0
    try:
        while True:
            found = _BETWEEN.match(text, at)
            at = found.end() if found else at
            if at >= len(text):
                return Reading(NAME, tuple(taken), runs=tuple(runs))
            command, at = _command(text, at, values)
            kept = _kept(command)
            if kept is None or any(word.computed for _, word in command.words):
                runs += [line_at(text, start) for start, _ in command.words[:1]]
            for start, word in kept or ():
                key = word.assigned
                values[key] = word.value
                taken.append(Taken(key, word.value, line_at(text, start)))
    except RefusedFileError as error:
        return Reading(NAME, refused=line_at(text, error.at), runs=tuple(runs))


def _command(text: str, at: int, values: dict[str, str | None]) -> tuple[_Command, int]:
    """Return the command that begins here, and where the next may begin."""
    command, own = _Command([]), dict(values)
    while True:
        blank = _BLANKS.match(text, at)
        at = blank.end() if blank else at
        if comment := _COMMENT.match(text, at):
            at = comment.end()
        sign = text[at : at + 1]
        if sign in ("", "\n", ";"):
            return command, at + 1
        if sign in "()":
            raise RefusedFileError(at)
        if sign in "&|":
            command.end = sign
            return command, at + 1
        if sign in "<>":
            at = _past_redirection(text, at, own)
            command.end = command.end or ("<" if sign == "<" else "")
            continue
        assigned = _ASSIGNMENT.match(text, at)
        word, end = next_word(text, assigned.end() if assigned else at, own)
        if assigned:
            word = Word(word.value, word.computed, assigned[1])
            own[assigned[1]] = word.value
        command.words.append((at, word))
        at = end


def _past_redirection(text: str, at: int, values: dict[str, str | None]) -> int:
    found = re.compile(r"[<>&|]+[ \t]*").match(text, at)
    start = found.end() if found else at
    _, end = next_word(text, start, values)
    if end == start:
        raise RefusedFileError(at)
    return end


def _kept(command: _Command) -> list[tuple[int, Word]] | None:
    """Return the assignments that last, or None where the words are run as a command."""
    words = command.words
    if command.end:
        return None
    if words and not words[0][1].assigned and words[0][1].value == "export":
        return [(start, word) for start, word in words if word.assigned]
    if all(word.assigned for _, word in words):
        return words
    return None
