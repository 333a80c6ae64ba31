"""File of canaries: digests only, with the columns that they were made of."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servio_verify.data.check.canaries.digests import SIZE, CanaryKey
from servio_verify.errors import UsageError
from servio_verify.run import files

FORM = "servio-verify/canaries-1"


@dataclass
class Canaries:
    """Digests by use, and how many values each column gave."""

    fingerprint: str
    digests: dict[str, set[bytes]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)

    def add(self, use: str, digest: bytes) -> None:
        """Add a digest."""
        self.digests.setdefault(use, set()).add(digest)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.digests.values()))


def write(canaries: Canaries, path: Path) -> None:
    """Write them; others may not read the file."""
    document = {
        "form": FORM,
        "key": canaries.fingerprint,
        "columns": canaries.columns,
        "digests": {use: _packed(found) for use, found in sorted(canaries.digests.items())},
    }
    files.write_atomically(path, json.dumps(document, indent=1), private=True)


def read(path: Path, key: CanaryKey) -> Canaries:
    """Return them. Raises UsageError where they cannot be read, or were made with another key."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["form"] != FORM:
            raise ValueError
        told, columns = str(document["key"]), {str(name): int(count) for name, count in document["columns"].items()}
        digests = {str(use): _unpacked(text) for use, text in document["digests"].items()}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; `servio-verify data canaries` makes it") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path} is no file of canaries; `servio-verify data canaries` makes one") from None
    if told != key.fingerprint:
        raise UsageError(f"{path} was made with the key {told}, this one is {key.fingerprint}")
    if not any(digests.values()):
        raise UsageError(f"{path} holds no digest: nobody would ever be found; make it from production")
    return Canaries(told, digests, columns)


def _packed(digests: Iterable[bytes]) -> str:
    return b64encode(b"".join(sorted(digests))).decode()


def _unpacked(text: str) -> set[bytes]:
    raw = b64decode(text, validate=True)
    if len(raw) % SIZE:
        raise ValueError
    return {raw[at : at + SIZE] for at in range(0, len(raw), SIZE)}


def covered(canaries: Canaries | None, names: Mapping[str, object]) -> set[str]:
    """Return which of these columns gave canaries."""
    return set(names) & set(canaries.columns) if canaries else set()
