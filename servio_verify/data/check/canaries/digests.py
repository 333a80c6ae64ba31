"""Digests of values (HMAC-SHA256): who has no key can neither make one nor try values out."""

import hmac
import stat
from collections.abc import Mapping
from pathlib import Path

from servio_verify.data.check.detect.names import fold
from servio_verify.data.check.detect.phones import canary_of
from servio_verify.data.check.kinds import Kind
from servio_verify.errors import UsageError

VARIABLE = "SERVIO_CANARY_KEY"
LEAST = 32
SIZE = 12
"""Bytes of a digest that are kept: two of a million values are alike once in 10^17 files."""

HOW = "(umask 077; openssl rand -hex 32 > canary.key)"


class CanaryKey:
    """Makes digests of values of one use."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return f"CanaryKey({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """What tells one key from another."""
        return self.of("fingerprint", "").hex()[:8]

    def of(self, use: str, value: str) -> bytes:
        """Return the digest of a value that is in its normal form already."""
        return hmac.digest(self._key, f"{use}\0{value}".encode("utf-8", "surrogateescape"), "sha256")[:SIZE]


def read_key(file: Path | None, process: Mapping[str, str]) -> CanaryKey:
    """Return the key of this file, or of the process environment. Raises UsageError."""
    told = process.get(VARIABLE, "")
    where = VARIABLE
    if file is not None:
        where = str(file)
        try:
            if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UsageError(f"{file}: others may read it; `chmod 600 {file}`, and make a new key if they did")
            told = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: {getattr(error, 'strerror', None) or 'no text'}; make a key: `{HOW}`") from None
    if len(told.strip()) < LEAST:
        raise UsageError(f"{where}: a key of canaries has at least {LEAST} characters; make one: `{HOW}`")
    return CanaryKey(told.strip().encode())


def normal(kind: Kind, value: str) -> str:
    """Return what is the same in every way of writing a value."""
    if kind is Kind.PHONE:
        return canary_of(value)
    if kind in (Kind.IBAN, Kind.CARD):
        return "".join(filter(str.isalnum, value)).upper()
    if kind is Kind.ADDRESS:
        return "".join(filter(str.isalnum, fold(value)))
    return fold(value.strip())


def pair(one: str, other: str) -> str:
    """Return two words of a name, in whichever order they stand."""
    return " ".join(sorted((one, other)))
