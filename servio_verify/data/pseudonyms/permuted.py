"""Permutation of numbers of one length (a Feistel network): two numbers never become the same one."""

from servio_verify.data.pseudonyms.keyed import Keyed

ROUNDS = 6


def permuted(keyed: Keyed, use: str, digits: str) -> str:
    """Return other digits, as many: each text of this length has exactly one that becomes it."""
    if len(digits) < 2:
        return str((int(digits) + 1 + keyed.number(use, str(len(digits)), 9)) % 10) if digits else ""
    half = len(digits) // 2
    left, right = digits[:half], digits[half:]
    for step in range(ROUNDS):
        size = len(left)
        added = keyed.number(use, f"{step}/{len(digits)}/{right}", 10**size)
        left, right = right, str((int(left) + added) % 10**size).zfill(size)
    return left + right


def number_of_same_length(keyed: Keyed, use: str, digits: str, most: int | None = None) -> str:
    """Return another number of as many digits that begins with no 0, where the given one does not, and is no larger."""
    leads = digits[:1] != "0"
    found = permuted(keyed, use, digits)
    # Walked along the cycle until it fits: what begins inside the range is back in it at the latest at its own place.
    while (leads and len(digits) > 1 and found[0] == "0") or (most is not None and int(found) > most >= int(digits)):
        found = permuted(keyed, use, found)
    return found


def within(keyed: Keyed, use: str, text: str) -> str:
    """Return the text with other digits at the places of its digits; all else stays."""
    digits = "".join(filter(str.isdecimal, text))
    other = iter(permuted(keyed, use, digits))
    return "".join(next(other) if each.isdecimal() else each for each in text)
