"""Envelopes of the API: their records, their pagination, and ways to change both in any form that the contract has."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from servio_verify.proof.exchange import Answer

Record = dict[str, Any]
Change = Callable[[Record], None]
"""Changes something in place."""


def rewritten(answer: Answer, change: Change) -> Answer:
    """Return an answer whose JSON object was changed; as it was where it is none, or nothing is different."""
    was = answer.json
    if not isinstance(was, dict):
        return answer
    became = deepcopy(was)
    change(became)
    return answer if json.dumps(became) == json.dumps(was) else answer.with_json(became)


def records(envelope: Record) -> list[Record]:
    """Return the resources of an answer: those of a list, or the one."""
    data = envelope.get("data")
    listed = list_of(envelope)
    if listed is not None:
        return listed
    return [data] if isinstance(data, dict) and "id" in data else []


def list_of(envelope: Record) -> list[Record] | None:
    """Return the list of a page, wherever it stands; None where the answer is of one resource."""
    data = envelope.get("data")
    if isinstance(data, dict) and "id" not in data:
        data = next((member for member in data.values() if isinstance(member, list)), None)
    return data if isinstance(data, list) else None


def pagination_of(envelope: Record) -> Record | None:
    """Return where a page stands, wherever that is told."""
    holders = (envelope, envelope.get("data"), envelope.get("meta"))
    found = (holder["pagination"] for holder in holders if isinstance(holder, dict) and "pagination" in holder)
    return next((each for each in found if isinstance(each, dict)), None)


def member(name: str, change: Change) -> Callable[[Answer], Answer]:
    """Return a function that changes one member of the envelope, where it is an object."""

    def it(envelope: Record) -> None:
        if isinstance(envelope.get(name), dict):
            change(envelope[name])

    return lambda answer: rewritten(answer, it)


def each_record(change: Change) -> Callable[[Answer], Answer]:
    """Return a function that changes every resource of an answer."""

    def every(envelope: Record) -> None:
        for record in records(envelope):
            change(record)

    return lambda answer: rewritten(answer, every)


def the_list(change: Callable[[list[Record]], None]) -> Callable[[Answer], Answer]:
    """Return a function that changes the list of an answer, where it is one."""

    def it(envelope: Record) -> None:
        if (listed := list_of(envelope)) is not None:
            change(listed)

    return lambda answer: rewritten(answer, it)


def the_pagination(change: Change) -> Callable[[Answer], Answer]:
    """Return a function that changes where a page stands."""

    def it(envelope: Record) -> None:
        if (place := pagination_of(envelope)) is not None:
            change(place)

    return lambda answer: rewritten(answer, it)


def the_envelope(change: Change) -> Callable[[Answer], Answer]:
    """Return a function that changes the whole."""
    return lambda answer: rewritten(answer, change)


def as_success(data: Any) -> Change:
    """Return a change of a whole envelope into a success with this data."""

    def it(envelope: Record) -> None:
        envelope.pop("error", None)
        envelope |= {"success": True, "data": data}

    return it


def put(**members: Any) -> Change:
    """Return a change that sets members where they are."""
    return lambda record: record.update({name: value for name, value in members.items() if name in record})


def take(*names: str) -> Change:
    """Return a change that takes members away."""

    def away(record: Record) -> None:
        for name in names:
            record.pop(name, None)

    return away


def turn(name: str, change: Callable[[Any], Any]) -> Change:
    """Return a change of one member where it is there, and not null."""

    def it(record: Record) -> None:
        if record.get(name) is not None:
            record[name] = change(record[name])

    return it


def all_of(*changes: Change) -> Change:
    """Return several changes, one after the other."""

    def it(record: Record) -> None:
        for change in changes:
            change(record)

    return it


def each_item(change: Change) -> Change:
    """Return a change of every dish of a menu, or line of an order."""

    def it(record: Record) -> None:
        for holder in record.get("categories", [record]):
            for item in holder.get("items", []):
                change(item)

    return it


def every_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return JSON with each text in it changed, names of members aside."""
    if isinstance(value, dict):
        return {name: every_text(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [every_text(each, change) for each in value]
    return change(value) if isinstance(value, str) else value
