"""Whether two answers tell the same of one thing: a list and the thing itself, a creation and what is stored."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from servio_verify.api.assertions import ensure, expect_success
from servio_verify.api.models import Resource

Record = TypeVar("Record", bound=Resource)

TIMES = ("created_at", "updated_at")
"""Left aside: how exact a time is told is not promised."""


def ensure_agree(wrong: str, told: Record, itself: Record, answer: httpx.Response) -> None:
    """Raise ResponseError where one is told otherwise than it is; the sentence names the fields."""
    one, two = _plain(told), _plain(itself)
    other = [name for name in one if one[name] != two[name]]
    pairs = "; ".join(f"{name} is told as {one[name]}, and is {two[name]}" for name in other)
    ensure(not other, f"{wrong} ({', '.join(other)})\n{pairs}", answer)


def ensure_listed(
    kind: str, made: Record, listed: Record, answer: httpx.Response, ask: Callable[[], httpx.Response]
) -> None:
    """Raise ResponseError where a list tells another thing than the answer to its creation did.

    `ask` asks for the thing itself, which says which of the two is wrong; it is called in that case only.
    """
    if _plain(made) == _plain(listed):
        return
    asked = ask()
    itself = expect_success(asked, type(made))
    ensure_agree(f"{kind} in a list is not as it is by itself", listed, itself, answer)
    ensure_agree(f"the answer to {kind} that is new is not what is stored", made, itself, asked)


def _plain(record: Resource) -> dict[str, Any]:
    """Return the fields without times; in which order parts come is not promised."""
    return {name: _part(value) for name, value in record if name not in TIMES}


def _part(value: object) -> object:
    if not isinstance(value, tuple):
        return None if value == "" else value  # how nothing is told is not promised
    parts: list[Mapping[str, Any]] = [_plain(each) for each in value]
    return sorted(parts, key=lambda part: str(part["id"]))
