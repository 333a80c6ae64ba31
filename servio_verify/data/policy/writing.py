"""Policies and parts of them as TOML."""

import json
import re
from collections.abc import Iterator

from servio_verify.data.policy.model import Action, Decision

BARE = re.compile(r"[A-Za-z0-9_-]+")


def key(name: str) -> str:
    """Return a name as a key."""
    return name if BARE.fullmatch(name) else text(name)


def text(value: str) -> str:
    """Return a basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def column_line(name: str, decision: Decision) -> str:
    """Return the line of a column's decision."""
    return f"{key(name)} = {_value(decision)}"


def _value(decision: Decision) -> str:
    if decision.action is Action.KEEP:
        holds = f", holds = [{', '.join(map(text, decision.holds))}]" if decision.holds else ""
        return f"{{keep = {text(decision.why)}{holds}}}"
    if decision.action is not Action.REPLACE:
        return text(decision.action)
    return f"{{{', '.join(_parts(decision))}}}"


def _parts(decision: Decision) -> Iterator[str]:
    yield f"replace = {text(decision.kind)}"
    if decision.paths:
        yield f"paths = {{{', '.join(f'{text(path)} = {text(kind)}' for path, kind in decision.paths.items())}}}"
    if decision.person:
        yield f"person = {text(decision.person)}"
