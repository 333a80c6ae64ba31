"""Being ahead: whether a version, or the newest migration, is the other side's or a newer one."""

import re

from servio_verify.infra.facts import Value

AHEAD = "ahead"
"""The word of an agreement for a side that gets what is new first."""

_NUMBERED = re.compile(r"(?:(?P<of>[A-Za-z]\w*)\.)?(?P<numbers>\d+(?:\.\d+)*)(?![0-9A-Za-z])")
"""`15.8`, `20261101120000_add_orders`, and of Django `orders.0005_lines`; no hash, as Alembic takes."""

Numbers = tuple[int, ...]


def is_ahead(fact: str, value: Value, other: Value) -> bool | None:
    """Return whether a value is the other one, or newer; None where nothing in them says so.

    Of a version, another major one is not ahead but another.
    """
    if value == other:
        return True
    if value is None:
        return False
    left, right = _numbers(value), _numbers(other)
    if not left or not right:
        return None
    both = [(left.get(name, ()), theirs) for name, theirs in right.items()]
    if fact.endswith("version") and any(ours[:1] != theirs[:1] for ours, theirs in both):
        return False
    return all(ours >= theirs for ours, theirs in both)


def _numbers(value: Value) -> dict[str, Numbers]:
    """Return the numbers in a value, by what they are of; none where a part of it has none."""
    parts = value.split(", ") if isinstance(value, str) else []
    found = [_NUMBERED.match(part) for part in parts]
    if not all(found):
        return {}
    return {each["of"] or "": _padded(each["numbers"]) for each in found if each}


def _padded(numbers: str) -> Numbers:
    """Return the numbers of a version without zeros at its end: 7.1 is 7.1.0."""
    told = [int(each) for each in numbers.split(".")]
    while told[1:] and not told[-1]:
        del told[-1]
    return tuple(told)
