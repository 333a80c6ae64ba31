"""Pairs of values that differ: one fact of both sides, compared the way that the table says."""

import re
from collections.abc import Iterator

from servio_verify.infra.facts import Value, shown
from servio_verify.infra.mirror.comparison import How
from servio_verify.infra.mirror.difference import Pair
from servio_verify.infra.mirror.words import Words

Both = tuple[Value, Value]
TwoWords = tuple[Words, Words]

THERE, NOT_THERE = "there", "not there"
"""The values of an entry of a list that has nothing but its name."""

_ENTRY = re.compile(r"(?P<name>[^=:;\s]+)(=|:\s|;\s|\s)(?P<told>.+)", re.DOTALL)
"""NAME=VALUE, `Header: value`, `cookie; attributes`, `name condition`."""

_IN_NAME = re.compile(r"(?:^|[,+])O=((?:\\.|[^,+\\])*)")
_BARE = re.compile(r"[A-Za-z0-9]*")
SHARED = "the same on both sides"
FOREIGN = "on both sides, though it is one side's own"


def pairs(fact: str, values: Both, how: How, words: TwoWords) -> Iterator[Pair]:
    """Yield the differences of one fact: at most one, but for a list that is compared entry by entry."""
    lists = [value for value in values if isinstance(value, tuple)]
    if how is How.OWN and len(lists) < 2:
        if values[0] is not None and values[0] == values[1]:
            yield Pair(fact, values, (SHARED, SHARED))
    elif how is How.OWN or (how is How.ENTRIES and lists):
        yield from _entries(fact, values, how, words)
    elif not _alike(values, how, words):
        yield Pair(fact, values, _shown(values, how, words))


def _alike(values: Both, how: How, words: TwoWords) -> bool:
    left, right = map(_COUNTS.get(how, _whole), values)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return not any(_only(left, right, words))
    return _same(left, right, words)


def _same(left: Value, right: Value, words: TwoWords) -> bool:
    """Return whether two single values are the same, or would be in one environment; True is not 1.

    One text on both sides is no proof: `servio-production-db` is production's own, also where staging says it. A bare
    word is: NODE_ENV may be `production` everywhere.
    """
    if isinstance(left, str) and isinstance(right, str):
        is_bare = _BARE.fullmatch(left) is not None
        return (left == right and is_bare) or words[0].plain(left) == words[1].plain(right)
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def _only(left: tuple[str, ...], right: tuple[str, ...], words: TwoWords) -> tuple[list[str], list[str]]:
    """Return what only one of two lists holds, whatever the order, each environment's own words aside."""
    return (
        [each for each in left if not any(_same(each, other, words) for other in right)],
        [each for each in right if not any(_same(other, each, words) for other in left)],
    )


def _whole(value: Value) -> Value:
    return value


def _family(value: Value) -> Value:
    return value.rpartition(".")[0] or value if isinstance(value, str) else value


def _organisation(value: Value) -> Value:
    """Return the organisation in a distinguished name (RFC 4514); all of a name that holds none."""
    found = _IN_NAME.search(value) if isinstance(value, str) else None
    return found[1] if found else value


_COUNTS = {How.FAMILY: _family, How.ORGANISATION: _organisation}
"""What of a value counts, where it is not all of it."""


def _shown(values: Both, how: How, words: TwoWords) -> tuple[str, str]:
    left, right = values
    if isinstance(left, tuple) and isinstance(right, tuple) and how is not How.ENTRIES:
        only = _only(left, right, words)
        rest = len(left) - len(only[0])
        also = f" (and {rest} that both have)" if rest else ""
        return shown(tuple(only[0])) + also, shown(tuple(only[1])) + also
    return (f"{seen(left)}, {FOREIGN}" if left == right else seen(left)), seen(right)


def seen(value: Value) -> str:
    """Return a value as a table shows it."""
    return value if isinstance(value, str) and value else shown(value)


def _entries(fact: str, values: Both, how: How, words: TwoWords) -> Iterator[Pair]:
    left, right = (_by_name(value, own) for value, own in zip(values, words, strict=True))
    for name in sorted(left.keys() | right.keys()):
        both = left.get(name, NOT_THERE), right.get(name, NOT_THERE)
        if how is How.OWN:
            if both[0] == both[1] != THERE:
                yield Pair(f"{fact}[{name}]", both, (SHARED, SHARED))
        elif not _same(*both, words):
            yield Pair(f"{fact}[{name}]", both, (f"{both[0]}, {FOREIGN}" if both[0] == both[1] else both[0], both[1]))


def _by_name(value: Value, words: Words) -> dict[str, str]:
    """Return the entries of a list by their names, an environment's own words aside."""
    entries = value if isinstance(value, tuple) else () if value is None else (str(value),)
    found: dict[str, str] = {}
    for entry in entries:
        parts = _ENTRY.match(entry)
        name, told = (parts["name"], parts["told"]) if parts else (entry, THERE)
        name = words.plain(name)
        found[name] = f"{found[name]}; {told}" if name in found else told
    return found
