"""Policy file: `data/policy.toml`, read and looked through for mistakes; each is one line."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from servio_verify.data.documents.paths import pattern
from servio_verify.data.policy.kinds import DOCUMENTS, KINDS, STAYS
from servio_verify.data.policy.model import Action, Decision, Policy, PolicyError, Rows, TablePolicy

DEFAULT = Path("data/policy.toml")
TOP = {"tables": dict, "keep_accounts": list, "large_objects": str, "comments": str, "rename": dict, "drop_views": list}
TABLE = {
    "rows": str,
    "columns": dict,
    "person": str,
    "least": int,
    "like_production": bool,
    "quasi_identifiers": list,
}
COLUMN = {"keep": str, "replace": str, "paths": dict, "person": str, "holds": list}
HOLDS = ("email", "phone", "iban", "card", "ip", "mac", "token", "password", "name", "address")
FORMS = '{keep = "why"}, {replace = "KIND"}, "empty" or "drop"'
PARTS = (KINDS.keys() - DOCUMENTS) | {STAYS}
RENAMED = ("sequence", "label")
WORDS = {dict: "a table", list: "a list", str: "a text in quotes", int: "a number", bool: "true or false"}


def read_policy(path: Path = DEFAULT) -> Policy:
    """Return what the file says. Raises PolicyError for a mistake in it, in one line."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PolicyError(
            f"no {path}: `servio-verify data propose --url URL --out {path}` writes a first one"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise PolicyError(f"{path}: {error}") from None
    try:
        return _policy(told)
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None


def meant(name: str, known: Collection[str]) -> str:
    """Return the nearest of the names that are known, or all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"


def _policy(told: Mapping[str, Any]) -> Policy:
    _check("the policy", told, TOP)
    tables = {name: _table(name, table) for name, table in told.get("tables", {}).items()}
    objects = told.get("rename", {})
    for kind, names in objects.items():
        if kind not in RENAMED or not isinstance(names, dict):
            raise PolicyError(f"[rename.{kind}]: {meant(kind, RENAMED)}")
    _one_of("large_objects", told.get("large_objects"), ("empty",))
    _one_of("comments", told.get("comments"), ("drop", "keep"))
    return Policy(
        tables=tables,
        keep_accounts=tuple(map(str, told.get("keep_accounts", ()))),
        large_objects=told.get("large_objects", ""),
        comments=told.get("comments", ""),
        objects=objects,
        dropped_views=tuple(map(str, told.get("drop_views", ()))),
    )


def _table(name: str, told: Any) -> TablePolicy:
    where = f"[tables.{name}]"
    if not isinstance(told, dict):
        raise PolicyError(f"{where} must be a table")
    _check(where, told, TABLE)
    rows = told.get("rows", "keep")
    _one_of(f"{where} rows", rows, tuple(Rows))
    return TablePolicy(
        rows=Rows(rows),
        columns={column: decision(f"{name}.{column}", said) for column, said in told.get("columns", {}).items()},
        person=told.get("person", ""),
        least=told.get("least", 0),
        like_production=told.get("like_production", False),
        quasi_identifiers=tuple(map(str, told.get("quasi_identifiers", ()))),
    )


def decision(where: str, told: Any) -> Decision:
    """Return what is decided for a column. Raises PolicyError."""
    if isinstance(told, str):
        if told in (Action.EMPTY, Action.DROP):
            return Decision(Action(told))
        if told == Action.KEEP:
            raise PolicyError(f'{where}: keep needs a reason: {{keep = "why"}}')
        raise PolicyError(
            f'{where}: "{told}" is no decision: {{keep = "why"}}, {{replace = "KIND"}}, "empty" or "drop"'
        )
    if not isinstance(told, dict):
        raise PolicyError(f'{where}: write {{keep = "why"}}, {{replace = "KIND"}}, "empty" or "drop"')
    _check(where, told, COLUMN)
    if ("keep" in told) == ("replace" in told):
        raise PolicyError(f"{where}: it has either keep or replace")
    if "keep" in told:
        if not told["keep"].strip():
            raise PolicyError(f'{where}: keep needs a reason: {{keep = "why"}}')
        return Decision(Action.KEEP, why=told["keep"], holds=_holds(where, told.get("holds", [])))
    if "holds" in told:
        raise PolicyError(f"{where}: holds stands beside keep")
    return _replaced(where, told)


def _holds(where: str, told: list[Any]) -> tuple[str, ...]:
    for each in told:
        if each not in HOLDS:
            raise PolicyError(f'{where}: holds has "{each}"; {meant(str(each), HOLDS)}')
    return tuple(told)


def _replaced(where: str, told: Mapping[str, Any]) -> Decision:
    kind, paths = told["replace"], told.get("paths", {})
    if kind not in KINDS:
        raise PolicyError(f'{where}: replace = "{kind}": {meant(kind, KINDS)}')
    if (kind in DOCUMENTS) != bool(paths):
        which = f'replace = "{kind}" ' + ("needs" if kind in DOCUMENTS else "has no")
        raise PolicyError(f'{where}: {which} paths, like {{"$.guest.email" = "email"}}')
    for path, part in paths.items():
        pattern(path.replace("@", ".@") if kind == "xml" else path)
        if part not in PARTS:
            raise PolicyError(f'{where}: "{path}" = "{part}": {meant(str(part), PARTS)}')
    return Decision(Action.REPLACE, kind=kind, paths=paths, person=told.get("person", ""))


def _check(where: str, told: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for key, value in told.items():
        if key not in known:
            raise PolicyError(f"{where} has no {key!r}; {meant(key, known)}")
        if not isinstance(value, known[key]) or isinstance(value, bool) is not (known[key] is bool):
            raise PolicyError(f"{where}: {key} must be {WORDS[known[key]]}")


def _one_of(where: str, said: str | None, known: Collection[str]) -> None:
    if said is not None and said not in known:
        raise PolicyError(f'{where} = "{said}": {meant(said, known)}')
