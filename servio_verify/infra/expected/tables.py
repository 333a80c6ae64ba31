"""Tables of a facts file that say where an environment's parts are: quick, for who expects nothing of them."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.source import FLAG_SERVICES

EXPECT = "expect"
TABLES = ("aws", "database", "redis", "http", "configuration", "flags", "retention", "data", "personal_data")
"""Tables beside `[expect]`: where a source finds what it asks. Each source checks its own."""

PERSONAL_DATA = {"seconds": (int, float), "sample": (int,), "policy": (str,), "canaries": (str,)}
"""Keys of `[personal_data]`, each with its types."""

KEYS: dict[str, dict[str, type]] = {
    "retention": dict.fromkeys(("table", "time_column", "timestamps_in", "record"), str),
    "data": {"users": str, "email": str, "production": dict},
}
"""Keys of the tables that are told here; each other source checks its own."""

MOST_NAMED = 20


def facts_path(root: Path, environment: str) -> Path:
    """Return where the facts file of an environment is, or would be."""
    return root / "environments" / f"{environment}.facts.toml"


def read_tables(root: Path, environment: str) -> Mapping[str, Mapping[str, Any]]:
    """Return where the environment's facts file says that things are: quick, what is expected is not looked at.

    Raises SettingsError for a mistake, in one line.
    """
    path = facts_path(root, environment)
    return tables_of(f"environments/{path.name}", environment, document(path) or {})


def document(path: Path) -> dict[str, Any] | None:
    """Return what a file says; None where there is none. Raises SettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"environments/{path.name}: {error}") from None


def tables_of(where: str, environment: str, told: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the tables of a file beside those of what is expected. Raises SettingsError for a mistake in one."""
    unknown = [name for name in told if name not in (EXPECT, *TABLES)]
    if unknown or not all(isinstance(table, dict) for table in told.values()):
        name = unknown[0] if unknown else next(key for key, table in told.items() if not isinstance(table, dict))
        raise SettingsError(f"{where}: {name!r} is no table of it; it has [{EXPECT}.SOURCE], [{'], ['.join(TABLES)}]")
    tables = {name: table for name, table in told.items() if name != EXPECT}
    if "aws" in tables:
        AwsSettings.of(environment, tables["aws"])
    for key, value in tables.get("personal_data", {}).items():
        _check_personal_data(where, key, value)
    _check_keys(where, tables)
    for key in tables.get("flags", {}):
        if key not in FLAG_SERVICES.values():
            raise SettingsError(f"{where}: [flags] has no {key!r}; {meant(key, FLAG_SERVICES.values())}")
    return tables


def _check_keys(where: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
    for name, known in KEYS.items():
        for key, value in tables.get(name, {}).items():
            if key not in known:
                raise SettingsError(f"{where}: [{name}] has no {key!r}; {meant(key, known)}")
            numbers = [each for each in value.values() if type(each) is not int] if isinstance(value, dict) else []
            if not isinstance(value, known[key]) or numbers:
                must = "a text, in quotes" if known[key] is str else "a table of numbers, NAME = 1000"
                raise SettingsError(f"{where}: [{name}] {key} must be {must}")


def _check_personal_data(where: str, key: str, value: Any) -> None:
    if key not in PERSONAL_DATA:
        raise SettingsError(f"{where}: [personal_data] has no {key!r}; {meant(key, PERSONAL_DATA)}")
    types = PERSONAL_DATA[key]
    if type(value) not in types or (not isinstance(value, str) and value <= 0):
        words = "a path, in quotes" if str in types else "a number above 0"
        raise SettingsError(f"{where}: [personal_data] {key} must be {words}")


def meant(name: str, known: Collection[str]) -> str:
    """Return the nearest of the names that are known, or all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    few = sorted(known)[:MOST_NAMED]
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(few) or 'none'}{', …' * (len(known) > len(few))}"
