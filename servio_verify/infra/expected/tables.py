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
TABLES = ("aws", "database", "redis", "http", "configuration", "flags", "personal_data")
"""Tables beside `[expect]`: where a source finds what it asks. Each source checks its own."""

PERSONAL_DATA = {"seconds": float, "sample": int, "policy": str, "canaries": str}
"""Keys of `[personal_data]`, each with its type."""

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
    for key in tables.get("flags", {}):
        if key not in FLAG_SERVICES.values():
            raise SettingsError(f"{where}: [flags] has no {key!r}; {meant(key, FLAG_SERVICES.values())}")
    return tables


def _check_personal_data(where: str, key: str, value: Any) -> None:
    if key not in PERSONAL_DATA:
        raise SettingsError(f"{where}: [personal_data] has no {key!r}; {meant(key, PERSONAL_DATA)}")
    must = PERSONAL_DATA[key]
    wrong = type(value) is not must if must is str else type(value) not in (int, float) or value <= 0
    if wrong or (key == "sample" and type(value) is not int):
        words = "a path in quotes" if must is str else "a number above 0"
        raise SettingsError(f"{where}: [personal_data] {key} must be {words}")


def meant(name: str, known: Collection[str]) -> str:
    """Return the nearest of the names that are known, or all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    few = sorted(known)[:MOST_NAMED]
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(few) or 'none'}{', …' * (len(known) > len(few))}"
