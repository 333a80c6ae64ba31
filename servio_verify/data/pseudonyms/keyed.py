"""Keyed digests (BLAKE2b): who has no key can neither make a pseudonym from a value nor look one up."""

import hashlib

LONGEST = 64
"""Bytes of one digest, and of BLAKE2b's key, at most."""


class Keyed:
    """Digests under one key. `use` keeps the digests of one use apart from those of another."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(key, digest_size=32, person=b"servio-verify").digest()

    def __repr__(self) -> str:
        return f"Keyed({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """What tells one key from another, and nothing of it."""
        return self.word("fingerprint", "", 8)

    def digest(self, use: str, value: str, size: int = 16) -> bytes:
        """Return `size` bytes (at most 64) that only this key makes of the value."""
        told = value.encode("utf-8", "surrogateescape")
        return hashlib.blake2b(told, digest_size=size, key=self._key, person=use.encode()[:16]).digest()

    def number(self, use: str, value: str, below: int) -> int:
        """Return a number from 0 up to, not including, `below`."""
        return int.from_bytes(self.digest(use, value), "big") % below

    def word(self, use: str, value: str, letters: int = 12) -> str:
        """Return lower-case letters and digits: with 12, two of a million values are alike once in two million runs."""
        return spelled(int.from_bytes(self.digest(use, value, 20), "big"), letters)

    def hexadecimal(self, use: str, value: str, letters: int) -> str:
        """Return hexadecimal digits, as many as are wanted."""
        found = ""
        while len(found) < letters:
            found += self.digest(use, f"{value}{len(found) or ''}", LONGEST).hex()
        return found[:letters]


SIGNS = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS = tuple(first + second for first in SIGNS for second in SIGNS)


def spelled(number: int, letters: int) -> str:
    """Return a number as letters and digits (base 32), its last ones first."""
    pairs = []
    for _ in range((letters + 1) // 2):
        pairs.append(PAIRS[number & 1023])
        number >>= 10
    return "".join(pairs)[:letters]
