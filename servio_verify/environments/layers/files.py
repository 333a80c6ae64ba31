"""Files of an environment: `environments/NAME.toml`, which is committed, and `.env.NAME`, which is not."""

import logging
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from servio_verify.environments.layers.keys import CREDENTIALS, IN_A_FILE
from servio_verify.environments.layers.mistakes import SettingsError, refuse_placeholders, refuse_unknown_key
from servio_verify.environments.layers.references import with_references

_UNSET = re.compile(r"\$\{([^}:]+)\}")


def toml_file(root: Path, name: str) -> dict[str, Any]:
    """Return what the committed file says, its references marked. Raises SettingsError."""
    path = root / "environments" / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"environments/{path.name}: {error}") from None
    for key in values:
        if key in CREDENTIALS:
            raise SettingsError(
                f"environments/{path.name}: {key!r} does not belong in a file that is committed; "
                f"set SERVIO_{key.upper()} in .env.{name} or in the process environment"
            )
        refuse_unknown_key(f"environments/{path.name}", key, IN_A_FILE)
    marked: dict[str, Any] = with_references(values)
    return marked


def dotenv_file(path: Path, process: Mapping[str, str], read: Collection[str] = ()) -> dict[str, str]:
    """Return what the dotenv file says; without one, nothing. Raises SettingsError.

    `read` are the keys that are settings of ours; the others are Servio's, which may fill them in its own way.
    """
    if not path.is_file():
        return {}
    from dotenv import dotenv_values  # CI has no such file

    try:
        with _python_dotenv_silent():
            values = {key: value for key, value in dotenv_values(path).items() if value}
            written = {key: value or "" for key, value in dotenv_values(path, interpolate=False).items()}
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path.name}: {error}") from None
    _tell_broken_lines(path)
    refuse_placeholders(path.name, values)
    for key, value in ((key, value) for key, value in written.items() if key in read):
        for name in _UNSET.findall(value):
            # python-dotenv puts nothing for it, and what is left of a password would be sent.
            if not (written.get(name) or process.get(name)):
                raise SettingsError(f"{path.name}: {key} holds an unexpanded ${{…}} or $(…); set the value itself")
    return values


@contextmanager
def _python_dotenv_silent() -> Iterator[None]:
    """Silence what it says of a broken line at each reading: without the file's name, and not what to do."""
    logger = logging.getLogger("dotenv.main")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _tell_broken_lines(path: Path) -> None:
    from dotenv.parser import parse_stream

    with path.open(encoding="utf-8") as file:
        lines = [str(binding.original.line) for binding in parse_stream(file) if binding.error]
    if lines:
        what = f"line{'s' * bool(lines[1:])} {', '.join(lines[:5])}{', …' * bool(lines[5:])}"
        name = path.name.removeprefix(".env.")
        _tell_once(
            f"{path.name}: {what} cannot be read, and what is there is not set; see servio-verify env check {name}"
        )


@cache
def _tell_once(line: str) -> None:
    sys.stderr.write(f"{line}\n")
