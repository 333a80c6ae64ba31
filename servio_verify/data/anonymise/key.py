"""Key of the pseudonyms: it stays where production is; without it, nobody can tell who a pseudonym stands for."""

import stat
from collections.abc import Mapping
from pathlib import Path

from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.errors import UsageError

VARIABLE = "SERVIO_PSEUDONYM_KEY"
LEAST = 32
HOW = "(umask 077; openssl rand -hex 32 > pseudonym.key)"


class KeyMissingError(UsageError):
    """There is no key, or it is none that can be used."""


def read_key(file: Path | None, process: Mapping[str, str]) -> Keyed:
    """Return what makes pseudonyms, with the key of this file or of the process environment. Raises KeyMissingError."""
    if file is None:
        told = process.get(VARIABLE, "")
        if not told:
            raise KeyMissingError(f"no key: make one once, `{HOW}`, keep it where production is, and give --key-file")
        where = VARIABLE
    else:
        told, where = _content(file), str(file)
    key = told.strip().encode()
    if len(key) < LEAST:
        raise KeyMissingError(f"{where}: a key has at least {LEAST} characters; make one: `{HOW}`")
    return Keyed(key)


def _content(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyMissingError(f"{file}: others may read it; `chmod 600 {file}`, and make a new key if they did")
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyMissingError(f"no {file}: make a key once, `{HOW}`, and keep it where production is") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyMissingError(f"{file}: {error}") from None
