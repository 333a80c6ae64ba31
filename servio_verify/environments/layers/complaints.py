"""Complaints of the model about an environment's values, as one line."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from servio_verify.environments.layers.keys import FIELDS, IN_A_FILE, fields_of, kinds_of, table_of


def one_line(error: ValidationError) -> str:
    """Return what is wrong, in one line. A key that is missing is not told where a mistyped one was meant for it."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    unknown = [detail["loc"] for detail in details if _is_unknown(detail) and detail["loc"][-1] not in IN_A_FILE]
    meant = {near for place in unknown for near in _nearest(place)}
    missing = [detail for detail in details if detail["type"] == "missing" and detail["loc"] in meant]
    messages = [_told(detail) for detail in details if detail not in missing]
    return "; ".join(messages).replace("Value error, ", "")


def _told(detail: Mapping[str, Any]) -> str:
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in detail["loc"] if part != "[key]")
    if detail["type"] == "missing":
        return f"{key} is missing: set SERVIO_{key.upper().replace('.', '__')}"
    if not _is_unknown(detail):
        return f"{key}: {detail['msg']}" if key else str(detail["msg"])
    table, _, name = key.rpartition(".")
    near = _nearest(detail["loc"])
    if name in IN_A_FILE:
        return f"[{table}] holds {name!r}, which belongs above the first [table]"
    known = ", ".join(_known(detail["loc"]))
    return f"[{table}]: unknown key {name!r}; {f'did you mean {near[0][-1]!r}?' if near else f'it has {known}'}"


def _is_unknown(detail: Mapping[str, Any]) -> bool:
    return detail["type"] == "extra_forbidden" and len(detail["loc"]) > 1


def _nearest(place: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the place that was meant, where one is near: its name is alike, or begins alike."""
    name, known = str(place[-1]), _known(place)
    alike = difflib.get_close_matches(name, known, n=1) or [each for each in known if name.startswith((each, each[:4]))]
    alike = alike or [each for each in known if each.startswith(name)]
    return [(*place[:-1], each) for each in alike[:1]]


def _known(place: Sequence[Any]) -> list[str]:
    """Return the keys of the table that this place is in."""
    annotation: Any = FIELDS[place[0]].annotation if place[0] in FIELDS else None
    for part in place[1:-1]:
        model = table_of(annotation)
        annotation = fields_of(model)[part].annotation if model and part in fields_of(model) else _inner(annotation)
    model = table_of(annotation) or table_of(_inner(annotation))
    return [*fields_of(model)] if model else []


def _inner(annotation: Any) -> Any:
    """Return the type of the values of a table or a list."""
    inner = (kind for outer in kinds_of(annotation) for kind in reversed(get_args(outer)) if kind is not Ellipsis)
    return next(inner, None)
